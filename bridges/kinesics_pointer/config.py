"""The settings of the pointer, and what they refuse."""

import secrets
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self, get_args

import pydantic

from kinesics import PluginConfig, nearest

Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right"]
Action = Literal["move", "press", "release", "click", "double_click", "scroll", "type", "key"]
Transport = Literal["websocket", "udp", "tcp"]

FailSafeCorner = Literal["top_left", "top_right", "bottom_left", "bottom_right", "off"]
ACTIONS: tuple[Action, ...] = get_args(Action)

LEAST_TOKEN = 16
LONGEST_TOLD = 40
"""Of a name that others made up."""
Port = Annotated[int, pydantic.Field(ge=0, le=65535)]


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """In one line, with what was meant."""
    told = name[:LONGEST_TOLD]
    return f"unknown {kind} {told!r}{nearest(told, known)}; there are {', '.join(known)}"


def _one_of(kind: str, words: Any) -> pydantic.BeforeValidator:  # Any: of Literal, no type is known
    known: tuple[str, ...] = get_args(words)

    def check(given: object) -> object:
        if given not in known:
            raise ValueError(unknown(kind, f"{given}", known))
        return given

    return pydantic.BeforeValidator(check)


class PointerBridgeConfig(PluginConfig):
    """Settings of the pointer."""

    dry_run: bool = False
    """Whether to log what would be done instead of doing it; needs no display and no library."""
    actions: tuple[Annotated[Action, _one_of("action", Action)], ...] = ACTIONS
    """What may be done on this desktop; leave out `type` and `key` to keep the keyboard shut."""
    screen: int = pydantic.Field(default=0, ge=0)
    """Which screen to point at, counted from 1; 0 is all of them as one."""
    area: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    """The part of it that 0..1 is spread over: left, top, right, bottom, each in 0..1."""
    dead_zone: float = pydantic.Field(default=0.003, ge=0.0, le=0.2, allow_inf_nan=False)
    """Moves shorter than this share of the area are ignored, so that a calm hand is calm."""
    rate_hz: float = pydantic.Field(default=120.0, ge=1.0, le=1000.0)
    """At most so many moves in a second; the newest wins."""
    acts_per_s: float = pydantic.Field(default=20.0, ge=1.0, le=200.0)
    """At most so many clicks, scrolls, keys in a second; more of them wait their turn."""
    longest_text: int = pydantic.Field(default=500, ge=1, le=10_000)
    """A longer text is refused instead of typed, in characters."""
    fail_safe: Annotated[FailSafeCorner, _one_of("corner", FailSafeCorner)] = "top_left"
    """The corner of the screen that stops everything when you push the real pointer into it."""
    fail_safe_pause_s: float = pydantic.Field(default=3.0, ge=0.0, le=600.0)
    """How long it stays stopped after the pointer has left that corner."""
    give_way_s: float = pydantic.Field(default=1.0, ge=0.0, le=60.0)
    """How long nothing is done after you have moved the real pointer yourself; 0 turns it off."""
    halt_s: float = pydantic.Field(default=1.0, ge=0.0, le=60.0)
    """How long nothing is done after a `Halt`."""
    release_s: float = pydantic.Field(default=2.0, ge=0.1, le=60.0)
    """A held button is let go when nothing was heard of who holds it for so long."""
    door: bool = False
    """Whether senders on the network may point here; needs `door_token`."""
    door_token: pydantic.SecretStr = pydantic.SecretStr("")
    """The secret that a sender must know, 16 characters at least."""
    door_host: str = "127.0.0.1"
    """The address to listen on; `0.0.0.0` lets other machines in."""
    door_transports: tuple[Annotated[Transport, _one_of("way", Transport)], ...] = (
        "websocket",
        "udp",
        "tcp",
    )
    """The ways that are open."""
    websocket_port: Port = 4743
    """The port of the WebSocket; 0 takes a free one and logs it."""
    udp_port: Port = 4743
    """The port for UDP packets; 0 takes a free one and logs it."""
    tcp_port: Port = 4744
    """The port for lines over TCP; 0 takes a free one and logs it."""
    door_origins: tuple[str, ...] = ()
    """Web pages that may connect, such as `https://example.org`; programs send no origin."""
    messages_per_s: float = pydantic.Field(default=500.0, ge=1.0, le=10_000.0)
    """What one sender may send; what is more is refused."""

    @pydantic.model_validator(mode="after")
    def _is_possible(self) -> Self:
        left, top, right, bottom = self.area
        if not (0.0 <= left < right <= 1.0 and 0.0 <= top < bottom <= 1.0):
            raise ValueError(
                f"area = {list(self.area)} is no part of a screen; write left, top, right,"
                " bottom with left < right and top < bottom, such as [0.0, 0.0, 0.5, 1.0]"
            )
        if self.door and len(self.door_token.get_secret_value()) < LEAST_TOKEN:
            raise ValueError(
                f"door = true needs a door_token of at least {LEAST_TOKEN} characters, on"
                " 127.0.0.1 too: whoever comes in can click and type; for instance"
                f' door_token = "{secrets.token_urlsafe(18)}"'
            )
        if "press" in self.actions and "release" not in self.actions:
            raise ValueError('actions has "press" but not "release"; add it, or leave out both')
        if self.door and not self.door_transports:
            raise ValueError('door = true needs door_transports, such as ["websocket"]')
        return self
