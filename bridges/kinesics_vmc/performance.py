"""What a performer has told so far: the newest rotation of each bone, the newest expressions."""

import math
from collections.abc import Iterable

from kinesics import Quaternion
from kinesics_vmc.expressions import is_known
from kinesics_vmc.imitation import channels_of
from kinesics_vmc.names import BONES
from kinesics_vmc.osc import Argument, Message, OscError
from kinesics_vmc.turns import of_length_one

FORGET_S = 2.0
"""A bone or an expression that nobody tells any more is not shown any more."""

KNOWN_BONES = frozenset(BONES)

Fact = tuple[str, Quaternion | float]
"""A bone and its rotation, or an expression and its weight."""


class Performance:
    """Several senders may tell it, one the face, another the hands; the newest word counts."""

    def __init__(self) -> None:
        self._bones: dict[str, tuple[Quaternion, float]] = {}
        self._expressions: dict[str, tuple[float, float]] = {}
        self._waiting: dict[str, tuple[float, float]] = {}

    def take(self, messages: Iterable[Message], now: float) -> bool:
        """Take all messages of a packet, or none: OscError; returns whether anything is to see.

        Expressions count from when they are applied, as the protocol has it.
        """
        messages = list(messages)
        turns, weights = _facts(messages)
        for bone, turn in turns.items():
            self._bones[bone] = turn, now
        for name, weight in weights.items():
            self._waiting[name] = weight, now
        apply = any(message.address == "/VMC/Ext/Blend/Apply" for message in messages)
        if apply and self._waiting:
            self._expressions.update(self._waiting)
            self._waiting.clear()
            return True
        return bool(turns)

    def channels(self, now: float) -> dict[str, float]:
        """What there is to be imitated."""
        for told in (self._bones, self._expressions, self._waiting):
            for name in [name for name, (_, at) in told.items() if now - at > FORGET_S]:
                del told[name]
        bones = {bone: turn for bone, (turn, _) in self._bones.items()}
        return channels_of(bones, {name: weight for name, (weight, _) in self._expressions.items()})


def _facts(messages: Iterable[Message]) -> tuple[dict[str, Quaternion], dict[str, float]]:
    """The rotations and weights that are told, of names that say something to us."""
    turns: dict[str, Quaternion] = {}
    weights: dict[str, float] = {}
    for address, _, arguments in messages:
        if address == "/VMC/Ext/Bone/Pos":
            bone, numbers = _named(address, arguments, 7)
            x, y, z, w = numbers[3:7]
            if (turn := of_length_one((x, y, z, w))) is None:
                raise OscError(f"{address}: {bone!r:.40} has the rotation {numbers[3:7]}")
            if bone in KNOWN_BONES:
                turns[bone] = turn
        elif address == "/VMC/Ext/Blend/Val":
            name, numbers = _named(address, arguments, 1)
            if is_known(name):
                weights[name.lower()] = numbers[0]
    return turns, weights


def _named(address: str, arguments: tuple[Argument, ...], count: int) -> tuple[str, list[float]]:
    """A name and its numbers; a later version of the protocol may say more after them."""
    if not arguments or not isinstance(name := arguments[0], str):
        raise OscError(f"{address}: {arguments!r:.80}; a name comes first")
    numbers = [
        float(one)
        for one in arguments[1 : count + 1]
        if isinstance(one, int | float) and math.isfinite(one)
    ]
    if len(numbers) != count:
        raise OscError(f"{address}: {arguments!r:.160}; {count} numbers follow the name")
    return name, numbers
