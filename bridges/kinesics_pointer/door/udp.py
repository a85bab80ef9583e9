"""Sealed packets over UDP; nothing is answered to who does not know the token."""

import logging
import secrets
import socket
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from kinesics_pointer.config import PointerBridgeConfig
from kinesics_pointer.door.listener import taken
from kinesics_pointer.door.messages import reply
from kinesics_pointer.door.packet import REPLY_TO, BadPacket, Kind, Packet, Window, opened, sealed

if TYPE_CHECKING:
    from kinesics_pointer.door.door import Door

log = logging.getLogger(__name__)

MOST_SESSIONS = 64


class UdpWay:
    """One thread that reads and answers."""

    def __init__(self, door: "Door", config: PointerBridgeConfig) -> None:
        self.port = config.udp_port
        self._door = door
        self._host = config.door_host
        self._closed = False
        self._windows: OrderedDict[int, Window] = OrderedDict()
        # Drawn anew for each life of the door, so that no packet of an older life is good.
        self._number = _drawn()

    def open(self) -> None:
        family, _, _, _, address = socket.getaddrinfo(
            self._host, self.port, type=socket.SOCK_DGRAM
        )[0]
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.bind(address)
        except OSError as error:
            self._socket.close()
            raise taken(error, self._host, self.port) from error
        # No system wakes a recvfrom by a close from another thread in the same way.
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._read, name="pointer:udp", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed = True
        if hasattr(self, "_thread"):
            self._thread.join(1.0)
            self._socket.close()

    def _read(self) -> None:
        while not self._closed:
            try:
                data, address = self._socket.recvfrom(65_536)
            except TimeoutError:
                continue
            except OSError:
                # Windows tells here that an earlier answer found nobody.
                if self._socket.fileno() == -1:
                    return
                continue
            if (answer := self._answer(data, address[0])) is not None:
                self._send(answer, address)

    def _send(self, answer: bytes, address: object) -> None:
        try:
            self._socket.sendto(answer, address)  # pyright: ignore[reportArgumentType]  (as it came)
        except OSError:
            # Nothing that a sender does may end the loop; it will ask again.
            self._door.tally.count("udp", "answer could not be sent")

    def _answer(self, data: bytes, who: str) -> bytes | None:
        try:
            packet = opened(data, self._door.token)
        except BadPacket as error:
            self._door.tally.count("udp", str(error), who)
            return None
        if packet.kind not in REPLY_TO:
            self._door.tally.count("udp", "a reply", who)
            return None
        if packet.door != self._number:
            # A first heartbeat, or one who knew an older door: it learns the number, no more.
            return self._reply(packet, reply(None, "another door; take its number from here"))
        if not self._window(packet.session).is_new(packet.sequence):
            self._door.tally.count("udp", "seen before", who)
            return None
        guest = self._door.enter(f"{packet.session:016x}", lines=0)
        if guest is None:
            self._door.tally.count("udp", "no room", who)
            return self._reply(packet, reply(None, "no room"))
        message = packet.payload
        if packet.kind is Kind.HEARTBEAT:
            message = b'{"type":"heartbeat"}'
        return self._reply(packet, self._door.answer(guest, message, "udp", packet.sequence))

    def _reply(self, packet: Packet, payload: bytes) -> bytes:
        reply_kind = REPLY_TO[packet.kind]
        return sealed(
            Packet(reply_kind, self._number, packet.session, packet.sequence, payload),
            self._door.token,
        )

    def _window(self, session: int) -> Window:
        if session not in self._windows and len(self._windows) >= MOST_SESSIONS:
            # Who is forgotten could be played again, so all have to ask for a new number.
            self._windows.clear()
            self._number = _drawn()
        return self._windows.setdefault(session, Window())


def _drawn() -> int:
    # 0 is what a sender says who does not know the number yet.
    return secrets.randbits(64) or 1
