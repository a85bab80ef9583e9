"""The binary packet of the door: its bytes, its seal, and which numbers were seen.

docs/pointer.md has the table of the bytes.
"""

import enum
import hashlib
import hmac
import struct
import zlib
from typing import NamedTuple

MAGIC = 0x4743
VERSION = 1
HEADER = struct.Struct(">HBBHQQI")
CHECKSUM = struct.Struct(">I")
SEAL_BYTES = 16
OVERHEAD = HEADER.size + CHECKSUM.size + SEAL_BYTES
LONGEST_PAYLOAD = 1200
"""Bytes; more would be torn apart on the way."""


class Kind(enum.IntEnum):
    """What a packet is."""

    GESTURE = 0x01
    HEARTBEAT = 0x02
    GESTURE_REPLY = 0x80
    HEARTBEAT_REPLY = 0x81


REPLY_TO = {Kind.GESTURE: Kind.GESTURE_REPLY, Kind.HEARTBEAT: Kind.HEARTBEAT_REPLY}


class BadPacket(ValueError):
    """Bytes that are no packet, or not one of somebody who knows the token."""


class Packet(NamedTuple):
    """One packet."""

    kind: Kind
    door: int
    """A number that the door drew when it was opened; 0 from who does not know it yet."""
    session: int
    """A number that the sender drew."""
    sequence: int
    payload: bytes = b""


def sealed(packet: Packet, token: str) -> bytes:
    """The bytes of a packet."""
    if len(packet.payload) > LONGEST_PAYLOAD:
        raise BadPacket(f"a payload has at most {LONGEST_PAYLOAD} bytes")
    head = HEADER.pack(
        *(MAGIC, VERSION, packet.kind, len(packet.payload)),
        *(packet.door, packet.session, packet.sequence),
    )
    checksum = CHECKSUM.pack(zlib.crc32(packet.payload, zlib.crc32(head)))
    whole = head + checksum + packet.payload
    return whole + _seal(whole, token)


def opened(data: bytes, token: str) -> Packet:
    """The packet in these bytes; raises BadPacket.  Cheap for noise: the seal comes last."""
    if len(data) < OVERHEAD:
        raise BadPacket("shorter than a header")
    magic, version, kind, length, door, session, sequence = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise BadPacket("begins with other bytes than GC")
    if version != VERSION:
        raise BadPacket("of another version")
    if length > LONGEST_PAYLOAD or len(data) != OVERHEAD + length:
        raise BadPacket("of another length than it says")
    (checksum,) = CHECKSUM.unpack_from(data, HEADER.size)
    payload = data[HEADER.size + CHECKSUM.size : -SEAL_BYTES]
    if zlib.crc32(payload, zlib.crc32(data[: HEADER.size])) != checksum:
        raise BadPacket("with a wrong checksum")
    if not hmac.compare_digest(_seal(data[:-SEAL_BYTES], token), data[-SEAL_BYTES:]):
        raise BadPacket("with a wrong token")
    try:
        return Packet(Kind(kind), door, session, sequence, payload)
    except ValueError as error:
        raise BadPacket("of an unknown type") from error


class Window:
    """Which sequence numbers were seen: each is new once, and none that is much older."""

    WIDTH = 256

    def __init__(self) -> None:
        self._highest = -1
        self._seen = 0

    def is_new(self, sequence: int) -> bool:
        """Whether it was not seen before; it is from now on."""
        ahead = sequence - self._highest
        if ahead > 0:
            self._seen = (self._seen << min(ahead, self.WIDTH) | 1) & ((1 << self.WIDTH) - 1)
            self._highest = sequence
            return True
        bit = 1 << -ahead
        if -ahead >= self.WIDTH or self._seen & bit:
            return False
        self._seen |= bit
        return True


def _seal(data: bytes, token: str) -> bytes:
    return hmac.digest(token.encode(), data, hashlib.sha256)[:SEAL_BYTES]
