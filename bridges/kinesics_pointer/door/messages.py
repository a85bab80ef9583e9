"""Messages of a sender: from JSON to events, and the answers."""

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from kinesics import Gesture, Pointer, nearest
from kinesics_pointer import desktop
from kinesics_pointer.config import LONGEST_TOLD, unknown
from kinesics_pointer.desktop import Button
from kinesics_pointer.keys import check_text, keys_of

LONGEST = 16_384
"""Bytes of one message."""
LONGEST_ID = 64
MOST_LINES = 50.0

BUTTONS: Mapping[str, Button] = {one: one for one in desktop.BUTTONS}
UPWARD, DOWNWARD = ("up", "in"), ("down", "out")

Place = tuple[float, float]


class BadMessage(ValueError):
    """A message that cannot be done; `number` is its id as far as it was understood."""

    retry = False

    def __init__(self, why: str, number: str | int | None = None) -> None:
        super().__init__(why)
        self.number = number


class TooMuch(BadMessage):
    """A message that may be sent again a little later."""

    retry = True


class Message(msgspec.Struct, frozen=True):
    """What every message has; the payload is looked at when the id is known."""

    type: str
    id: str | int | None = None
    payload: msgspec.Raw = msgspec.Raw(b"{}")
    token: str = ""
    session: str = ""


class Metadata(msgspec.Struct, frozen=True):
    """What an action may need beyond its place."""

    button: str = "left"
    amount: float | None = None
    direction: str = ""
    text: str = ""
    key: str = ""
    keys: str | list[str] = ""


class Payload(msgspec.Struct, frozen=True):
    """What is to be done, and where."""

    action: str
    position: Place | None = None
    metadata: Metadata = Metadata()


class Wish(NamedTuple):
    """A payload, with the place where the pointer of this sender is."""

    payload: Payload
    place: Place
    longest_text: int


def read(data: bytes | str) -> Message:
    """The message in these bytes; raises BadMessage."""
    if len(data) > LONGEST:
        raise BadMessage(f"a message has at most {LONGEST} bytes")
    message = _decoded(data, Message, None)
    number = message.id
    if isinstance(number, str) and len(number) > LONGEST_ID:
        raise BadMessage(f"an id has at most {LONGEST_ID} characters")
    if isinstance(number, int) and abs(number) >= 2**63:
        raise BadMessage("a whole number as id has at most 63 bits")
    return message


def event_of(message: Message, place: Place, longest_text: int) -> Pointer | Gesture:
    """What the message wants; raises BadMessage.  `place` is where its sender points already."""
    payload = _decoded(message.payload, Payload, message.id)
    make = ACTIONS.get(payload.action)
    if make is None:
        name = payload.action[:LONGEST_TOLD]
        raise BadMessage(f"unknown action {name!r}{nearest(name, ACTIONS)}", message.id)
    if payload.position is not None and not all(0.0 <= one <= 1.0 for one in payload.position):
        raise BadMessage("a position is two numbers in 0..1: from the left, the top", message.id)
    try:
        return make(Wish(payload, payload.position or place, longest_text))
    except ValueError as error:
        raise BadMessage(str(error), message.id) from error


def reply(number: str | int | None, error: str = "", **more: object) -> bytes:
    """The answer to a message; without an `error` it was taken."""
    answer: dict[str, object] = {"type": "reply", "ok": not error}
    if number is not None:
        answer["id"] = number
    if error:
        answer["error"] = error
    return msgspec.json.encode(answer | more)


def _decoded(data: Any, kind: Any, number: str | int | None) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except UnicodeError as error:
        raise BadMessage("not UTF-8", number) from error
    except RecursionError as error:
        raise BadMessage("nested too deeply", number) from error
    except msgspec.DecodeError as error:
        raise BadMessage(f"{error}"[:200], number) from error


def _move(wish: Wish) -> Pointer:
    if wish.payload.position is None:
        raise ValueError("move needs a position, such as [0.5, 0.5]")
    return Pointer("move", *wish.place)


def _at(action: Literal["press", "release", "click", "double_click"]) -> Callable[[Wish], Pointer]:
    def make(wish: Wish) -> Pointer:
        held = _keys(wish, needed=False)
        return Pointer(action, *wish.place, button=_button(wish), text=held)

    return make


def _scroll(wish: Wish) -> Pointer:
    return Pointer("scroll", *wish.place, _amount(wish), text=_keys(wish, needed=False))


def _zoom(wish: Wish) -> Pointer:
    return Pointer("scroll", *wish.place, _amount(wish), text=f"{COMMAND_KEY}")


def _type(wish: Wish) -> Pointer:
    text = wish.payload.metadata.text
    if not text:
        raise ValueError("type_text needs metadata.text")
    check_text(text, wish.longest_text)
    return Pointer("type", text=text)


def _key(wish: Wish) -> Pointer:
    return Pointer("key", text=_keys(wish, needed=True))


def _pressing(combination: str) -> Callable[[Wish], Pointer]:
    return lambda _: Pointer("key", text=combination)


def _wave(_: Wish) -> Gesture:
    return Gesture("wave")


def _amount(wish: Wish) -> float:
    """Lines, up is positive; one where the message names none."""
    amount = wish.payload.metadata.amount
    lines = 1.0 if amount is None else amount
    if not math.isfinite(lines) or abs(lines) > MOST_LINES:
        raise ValueError(f"an amount is a number of lines, at most {MOST_LINES:g} up or down")
    direction = wish.payload.metadata.direction
    if direction not in ("", *UPWARD, *DOWNWARD):
        raise ValueError(unknown("direction", direction, (*UPWARD, *DOWNWARD)))
    return -abs(lines) if direction in DOWNWARD else lines


def _button(wish: Wish) -> Button:
    name = wish.payload.metadata.button
    if name not in BUTTONS:
        raise ValueError(unknown("button", name, BUTTONS))
    return BUTTONS[name]


def _keys(wish: Wish, *, needed: bool) -> str:
    given = wish.payload.metadata.keys or wish.payload.metadata.key
    # Looked at as one text in any case: what is joined may be wrong in more ways than its parts.
    text = given if isinstance(given, str) else "+".join(given)
    if not text and not needed:
        return ""
    if not text:
        raise ValueError("this needs metadata.key, such as 'enter', or metadata.keys")
    return "+".join("plus" if key == "+" else key for key in keys_of(text))


COMMAND_KEY = "cmd" if sys.platform == "darwin" else "ctrl"

ACTIONS: Mapping[str, Callable[[Wish], Pointer | Gesture]] = {
    "click": _at("click"),
    "copy": _pressing(f"{COMMAND_KEY}+c"),
    "double_click": _at("double_click"),
    "drag_end": _at("release"),
    "drag_start": _at("press"),
    "key": _key,
    "key_combo": _key,
    "key_press": _key,
    "move": _move,
    "paste": _pressing(f"{COMMAND_KEY}+v"),
    "press": _at("press"),
    "release": _at("release"),
    "scroll": _scroll,
    "type": _type,
    "type_text": _type,
    "wave": _wave,
    "zoom": _zoom,
}
