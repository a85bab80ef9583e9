"""One performance of an avatar as VMC: packets made once, in which only the numbers change."""

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kinesics import Humanoid, Quaternion
from kinesics_vmc.names import VRM1_OF_BONE
from kinesics_vmc.osc import AT_ONCE, BUNDLE, NUMBERS, SIZE, Message, encode
from kinesics_vmc.skeleton import Skeleton
from kinesics_vmc.turns import NO_TURN

SAFE_BYTES = 1_400
"""What every network carries in one piece."""
WHOLE = 9_000
"""More than a frame has, less than the 9,216 that macOS sends at most."""

PLACE = struct.Struct(">3f")
TURN = struct.Struct(">4f")
NUMBER = NUMBERS["f"]
PLACE_BYTES, TURN_BYTES, NUMBER_BYTES = PLACE.size, TURN.size, NUMBER.size

PLACED = "sfffffff"
"""A name, its place, its rotation."""
STILL = (0.0, 0.0, 0.0, *NO_TURN)

HEADER = BUNDLE + NUMBERS["t"].pack(AT_ONCE)

LOADED = Message("/VMC/Ext/OK", "i", (1,))
NOT_LOADED = Message("/VMC/Ext/OK", "i", (0,))
APPLY = Message("/VMC/Ext/Blend/Apply")


def clock_message(seconds: float) -> Message:
    return Message("/VMC/Ext/T", "f", (seconds,))


class Turning(NamedTuple):
    """Where the rotation of a bone is to be written."""

    vrm1: str
    packet: bytearray
    at: int
    posed: Callable[[Quaternion], Quaternion] | None
    """For an avatar whose bones are turned at rest."""


class Spot(NamedTuple):
    """Where a number is to be written."""

    packet: bytearray
    at: int


class Frame:
    """All packets of a performance; `fill` writes a pose into them, in place."""

    def __init__(self, skeleton: Skeleton, names: dict[str, str], most_bytes: int) -> None:
        """`names` says how each expression of VRM 1.0 is called; no packet exceeds `most_bytes`."""
        self.packets: list[bytearray] = []
        self._most_bytes = most_bytes
        self._hips = skeleton["Hips"]
        self._turnings: list[Turning] = []
        self._expressions: list[tuple[str, Spot]] = []
        self._put(LOADED)
        self._clock = self._put(clock_message(0.0))
        self._put(Message("/VMC/Ext/Root/Pos", PLACED, ("root", *STILL)))
        self._hips_at = Spot(bytearray(), 0)
        for bone, message in _bone_messages(skeleton):
            end = self._put(message)
            if bone == "Hips":
                self._hips_at = Spot(end.packet, end.at - TURN_BYTES - PLACE_BYTES)
            posed = skeleton[bone].posed if _is_turned(skeleton, bone) else None
            turning = Turning(VRM1_OF_BONE[bone], end.packet, end.at - TURN_BYTES, posed)
            self._turnings.append(turning)
        for vrm1, name in names.items():
            end = self._put(Message("/VMC/Ext/Blend/Val", "sf", (name, 0.0)))
            self._expressions.append((vrm1, Spot(end.packet, end.at - NUMBER_BYTES)))
        self._put(APPLY)

    def fill(self, body: Humanoid, seconds: float) -> Sequence[bytearray]:
        """The packets of a pose; they stay the frame's own, and change with the next one."""
        self.tell_time(seconds)
        packet, at = self._hips_at
        PLACE.pack_into(packet, at, *self._hips.moved(body.hips))
        bones, expressions = body.bones, body.expressions
        for vrm1, packet, at, posed in self._turnings:
            # A body without a word for this bone leaves it at rest.
            if (turn := bones.get(vrm1)) is None:
                continue
            if posed is not None:
                TURN.pack_into(packet, at, *posed(turn))
            else:
                x, y, z, w = turn
                TURN.pack_into(packet, at, x, -y, -z, w)
        for vrm1, (packet, at) in self._expressions:
            NUMBER.pack_into(packet, at, expressions[vrm1])
        return self.packets

    def tell_time(self, seconds: float) -> Sequence[bytearray]:
        """The packets of the last pose, as of now."""
        packet, at = self._clock
        NUMBER.pack_into(packet, at - NUMBER_BYTES, seconds)
        return self.packets

    def _put(self, message: Message) -> Spot:
        """Add a message to the last packet, or to a new one; returns where it ends."""
        raw = encode(message)
        last = self.packets[-1] if self.packets else None
        if last is None or len(last) + SIZE.size + len(raw) > self._most_bytes:
            last = bytearray(HEADER)
            self.packets.append(last)
        last += SIZE.pack(len(raw)) + raw
        return Spot(last, len(last))


def _bone_messages(skeleton: Skeleton) -> Iterator[tuple[str, Message]]:
    for bone, joint in skeleton.items():
        arguments = (bone, *joint.place, *joint.posed(NO_TURN))
        yield bone, Message("/VMC/Ext/Bone/Pos", PLACED, arguments)


def _is_turned(skeleton: Skeleton, bone: str) -> bool:
    joint = skeleton[bone]
    return joint.around != NO_TURN or joint.own != NO_TURN
