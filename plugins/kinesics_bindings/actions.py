"""The right side of a binding: `express happy 0.8`, `move wave`, `look left`, `say Hello!`, `halt`."""

from collections.abc import Iterable

from kinesics import (
    CLIP_NAMES,
    EXPRESSIONS,
    Express,
    Halt,
    Interrupt,
    Look,
    Move,
    Say,
    nearest,
)

ACTIONS = ("express", "move", "look", "say", "halt", "interrupt")

DIRECTIONS = {
    "left": Look(yaw_deg=35.0),
    "right": Look(yaw_deg=-35.0),
    "up": Look(pitch_deg=20.0),
    "down": Look(pitch_deg=-20.0),
    "ahead": Look(),
}


Wish = Express | Move | Say | Look | Halt | Interrupt
"""What an action may be."""


def parse_action(text: str, known: tuple[str, ...] = ()) -> Wish:
    """Read one entry of a `do`; raises ValueError.

    `known` are names of expressions and moves beyond those that every body knows.
    """
    verb, _, rest = " ".join(text.split()).partition(" ")
    try:
        return _read(verb, rest, known)
    except ValueError as error:
        raise ValueError(f'action "{text}": {error}') from None


def _read(verb: str, rest: str, known: tuple[str, ...]) -> Wish:
    match verb:
        case "express":
            return _express(rest.split(), EXPRESSIONS + known)
        case "move":
            return _move(rest.split(), CLIP_NAMES + known)
        case "look":
            return _look(rest.split())
        case "say" if rest:
            return Say(rest)
        case "say":
            raise ValueError("no text to say")
        case "halt" if not rest:
            return Halt()
        case "interrupt" if not rest:
            return Interrupt("asked for by a binding")
        case "halt" | "interrupt":
            raise ValueError(f"{verb} takes nothing after it")
        case _:
            raise ValueError(f"unknown action {verb!r}{_help(verb, ACTIONS)}")


def _express(arguments: list[str], known: tuple[str, ...]) -> Express:
    name, weight = _name_and_number("expression", "weight", arguments, known)
    if not 0.0 <= weight <= 1.0:
        raise ValueError(f"weight {weight:g} is not within 0..1")
    return Express(name, weight)


def _move(arguments: list[str], known: tuple[str, ...]) -> Move:
    name, speed = _name_and_number("move", "speed", arguments, known)
    if not 0.1 <= speed <= 10.0:
        raise ValueError(f"speed {speed:g} is not within 0.1..10")
    return Move(name, speed)


def _look(arguments: list[str]) -> Look:
    match arguments:
        case [direction] if direction in DIRECTIONS:
            return DIRECTIONS[direction]
        case [direction]:
            raise ValueError(f"unknown direction {direction!r}{_help(direction, DIRECTIONS)}")
        case [yaw, pitch]:
            yaw_deg, pitch_deg = _number("yaw", yaw), _number("pitch", pitch)
            if not abs(yaw_deg) <= 180.0:
                raise ValueError(f"yaw {yaw_deg:g} is not within -180..180 degrees")
            if not abs(pitch_deg) <= 90.0:
                raise ValueError(f"pitch {pitch_deg:g} is not within -90..90 degrees")
            return Look(yaw_deg, pitch_deg)
        case _:
            raise ValueError(f"give one of {', '.join(DIRECTIONS)}, or yaw and pitch in degrees")


def _name_and_number(
    what: str, unit: str, arguments: list[str], known: tuple[str, ...]
) -> tuple[str, float]:
    if not arguments:
        raise ValueError(f"no {what} named")
    name, *numbers = arguments
    if name not in known:
        raise ValueError(
            f"unknown {what} {name!r}{_help(name, known)} (one of your own stands in `known` of"
            " [plugins.bindings])"
        )
    if len(numbers) > 1:
        raise ValueError(f"{numbers[1]!r} is too much after the {unit}")
    return name, _number(unit, numbers[0]) if numbers else 1.0


def _number(what: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{what} {text!r} is not a number") from None


def _help(name: str, known: Iterable[str]) -> str:
    return nearest(name, known) or f"; known: {', '.join(known)}"
