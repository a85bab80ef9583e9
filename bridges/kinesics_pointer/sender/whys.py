"""Why a door does not answer, in words for whoever points at it."""

import socket
from collections.abc import Mapping
from typing import NamedTuple

from kinesics import KinesicsError
from kinesics_pointer.sender.ways import Address, Refused, TokenRefused


class DoorUnreachable(KinesicsError, ConnectionError):
    """No way to the door answers; `whys` has the reason of each."""

    def __init__(self, message: str, whys: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.whys = dict(whys or {})


class WrongToken(DoorUnreachable):
    """The door is there, and does not know this token."""


class DoorRefused(KinesicsError, ValueError):
    """The door has understood, and does not do it."""


class BadDoor(KinesicsError, ValueError):
    """No door can be at such an address."""


class Why(NamedTuple):
    """What went wrong last on one way."""

    words: str
    is_token: bool = False
    is_certain: bool = True
    """Whether another try would only hear the same."""


def address_of(host: str, port: int, token: str, session: int) -> Address:
    """Raises BadDoor."""
    if not 0 < port < 65_536:
        raise BadDoor(f"port {port}: give one of 1 to 65535")
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise BadDoor(f"host {host!r} is no name of a machine: {error}") from error
    return Address(host, port, token, session)


def why_of(name: str, address: Address, error: OSError) -> Why:
    place = address.place
    match error:
        case TokenRefused():
            return Why(f"{place} says: wrong token", is_token=True)
        case Refused():
            return Why(f"{place} says: {error}")
        case ConnectionRefusedError():
            return Why(f"nobody listens at {place}")
        case socket.gaierror():
            return Why(f"{address.host!r} is no name of a machine here: {error.strerror}")
        case TimeoutError() if name == "udp":
            # It keeps silent for strangers, so that nobody can make it shout at a third one.
            words = f"no answer from {place}: nobody listens there, or the token is wrong"
            return Why(words, is_certain=False)
        case TimeoutError():
            return Why(f"no answer from {place}", is_certain=False)
        case _:
            return Why(f"{place}: {error.strerror or error}", is_certain=False)


def unreachable(host: str, whys: Mapping[str, Why]) -> DoorUnreachable:
    """The error that tells why none of the ways answers."""
    if not whys:
        return DoorUnreachable(f"the door at {host} does not answer: no way to it is open")
    words = {name: why.words for name, why in whys.items()}
    lines = "".join(f"\n  {name}: {why}" for name, why in words.items())
    if any(why.is_token for why in whys.values()):
        return WrongToken(
            f"the door at {host} does not know this token; give the door_token of its"
            f" config:{lines}",
            words,
        )
    return DoorUnreachable(f"the door at {host} does not answer:{lines}", words)
