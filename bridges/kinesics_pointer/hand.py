"""The hand on the pointer: takes events, does them in order, at a pace, and stops when told."""

import logging
import math
from collections import deque
from collections.abc import Callable

from kinesics import Clock, Pointer
from kinesics_pointer.config import ACTIONS, PointerBridgeConfig, unknown
from kinesics_pointer.desktop import BUTTONS, Button, Desktop
from kinesics_pointer.guard import (
    FailSafe,
    GiveWay,
    Pace,
    Reason,
    corner_of,
    is_beyond,
    is_finite,
)
from kinesics_pointer.keys import check_text, keys_of
from kinesics_pointer.screens import chosen, spot_at

log = logging.getLogger(__name__)

MOST_WAITING = 64
MOST_LINES = 50
"""Of one scroll."""
TYPED_AT_ONCE = 16
"""Characters between which a `Halt` can come."""
LOOK_EVERY_S = 0.1
MOST_COMPLAINTS = 32

IN_PLACE = (0.0, 0.0)
"""A click that names no place happens where the pointer is."""

FARTHEST = 2.0
"""A hand may point a little beside the screen; further out it is no share of a screen."""

TOLD: dict[Reason, str] = {
    "corner": "stopped: the pointer was pushed into the %s corner; goes on %g s after it left it",
    "halt": "nothing is done for %g s after a Halt",
    "user": "gives way: somebody else moves the pointer; goes on %g s later",
}
LEVELS: dict[Reason, int] = {
    "corner": logging.WARNING,
    "halt": logging.INFO,
    "user": logging.WARNING,
}
"""Who pushes the mouse into a corner wants to see that it helped; a `Halt` knows that it does."""


class Hand:
    """Not safe for threads; the bridge holds a lock around it."""

    def __init__(self, config: PointerBridgeConfig, desktop: Desktop, clock: Clock) -> None:
        self.held: dict[Button, None] = {}
        self._config = config
        self._desktop = desktop
        self._clock = clock
        self._screens = chosen(desktop.screens, config.screen)
        self._waiting: deque[Pointer] = deque()
        self._moves = Pace(config.rate_hz)
        self._acts = Pace(config.acts_per_s)
        self._give_way = GiveWay(config.give_way_s)
        corner = config.fail_safe
        self._fail_safe = (
            None
            if corner == "off"
            else FailSafe(corner, corner_of(desktop.screens, corner), config.fail_safe_pause_s)
        )
        self._halted_until = -math.inf
        self._look_at = -math.inf
        self._heard_at = -math.inf
        self._here: tuple[float, float] | None = None
        self._scrolled = 0.0
        self._reason: Reason = ""
        self._complaints: set[str] = set()

    def take(self, event: Pointer) -> None:
        """Do what `event` says, as soon as `step` finds that it may be done."""
        self._heard_at = self._clock.now()
        try:
            self._check(event)
        except ValueError as error:
            self._complain(str(error))
            return
        if event.action == "move" and self._waiting and self._waiting[-1].action == "move":
            self._waiting[-1] = event
        elif len(self._waiting) < MOST_WAITING:
            self._waiting.append(event)
        elif event.action == "release":
            # A release must not be lost, and it ends what the others were about.
            self.let_go()
        else:
            self._complain(
                f"{MOST_WAITING} of them wait already, more are dropped; raise acts_per_s"
                f" ({self._config.acts_per_s:g}), or send fewer"
            )

    def step(self) -> float:
        """Do all that is due; returns when to look again."""
        now = self._clock.now()
        if self._waiting or now >= self._look_at:
            self._look(now)
        if reason := self._why_not(now):
            self._ignore(reason)
            return self._look_at
        if self.held and now - self._heard_at >= self._config.release_s:
            log.info("pointer: let go, nothing was heard for %g s", self._config.release_s)
            self._release_held()
        while self._waiting:
            due = self._due()
            if due > (now := self._clock.now()):
                return min(due, self._look_at)
            try:
                self._do(self._waiting.popleft(), now)
            except ValueError as error:
                # Such as a character that this keyboard cannot write: no reason to fail.
                self._complain(str(error))
        return self._look_at

    def halt(self) -> None:
        """Stop at once, and do nothing for a while."""
        self._halted_until = self._clock.now() + self._config.halt_s
        self.let_go()

    def let_go(self) -> None:
        """Forget what waits and release what is held."""
        self._waiting.clear()
        self._release_held()

    def _check(self, event: Pointer) -> None:
        if event.action not in ACTIONS:
            raise ValueError(unknown("action", event.action, ACTIONS))
        if event.action not in self._config.actions:
            raise ValueError(f"{event.action!r} is switched off here (actions), so it is ignored")
        if event.button not in BUTTONS:
            raise ValueError(unknown("button", event.button, BUTTONS))
        if not is_finite(event.x, event.y, event.amount):
            raise ValueError(f"{event.action!r} has a number that is not finite")
        if max(abs(event.x), abs(event.y)) > FARTHEST:
            self._complain(
                f"{event.action!r} is far beside the screen, so its nearest edge is taken; x and y"
                " are shares of the screen, 0..1, not pixels"
            )
        if event.action == "type":
            check_text(event.text, self._config.longest_text)
        elif event.text or event.action == "key":
            keys_of(event.text)

    def _look(self, now: float) -> None:
        spot = self._desktop.position()
        self._look_at = now + LOOK_EVERY_S
        self._give_way = self._give_way.look(spot, now)
        if self._fail_safe is not None:
            self._fail_safe = self._fail_safe.look(spot, now)

    def _why_not(self, now: float) -> Reason:
        if self._fail_safe is not None and self._fail_safe.stops(now):
            return "corner"
        if now < self._halted_until:
            return "halt"
        if self._give_way.stops(now):
            return "user"
        if self._reason:
            log.log(LEVELS[self._reason], "pointer: goes on")
            self._reason = ""
        return ""

    def _ignore(self, reason: Reason) -> None:
        # Who uses the mouse while nothing is pointed at need not read about it.
        if reason != self._reason and (reason == "corner" or self._waiting or self.held):
            self._reason = reason
            config = self._config
            corner = config.fail_safe.replace("_", " ")
            amounts: dict[Reason, tuple[str | float, ...]] = {
                "corner": (corner, config.fail_safe_pause_s),
                "halt": (config.halt_s,),
                "user": (config.give_way_s,),
            }
            log.log(LEVELS[reason], "pointer: %s", TOLD[reason] % amounts[reason])
        self._here = None
        self.let_go()

    def _due(self) -> float:
        action = self._waiting[0].action
        if action == "release":
            return -math.inf
        if action != "move":
            return self._acts.next_at
        # A move that something else waits for is part of it, as in a drag.
        return self._moves.next_at if len(self._waiting) == 1 else -math.inf

    def _do(self, event: Pointer, now: float) -> None:
        if event.action == "move":
            if self._go(event):
                self._moves = self._moves.done(now)
            return
        if event.action != "release":
            self._acts = self._acts.done(now)
        if event.action == "type":
            self._type(event.text)
        elif event.action == "key":
            self._with_keys(event.text, lambda: None)
        else:
            self._do_there(event)

    def _do_there(self, event: Pointer) -> None:
        if (event.x, event.y) != IN_PLACE:
            self._go(event)
        button = event.button
        match event.action:
            case "press":
                self._press(button)
            case "release":
                self._release(button)
            case "scroll":
                self._scroll(event)
            case _:
                count = 2 if event.action == "double_click" else 1
                self._with_keys(event.text, lambda: self._click(button, count))

    def _click(self, button: Button, count: int) -> None:
        for _ in range(count):
            self._press(button)
            self._release(button)

    def _go(self, event: Pointer) -> bool:
        there = (event.x, event.y)
        if not is_beyond(self._config.dead_zone, self._here, there):
            return False
        spot = spot_at(self._screens, self._config.area, *there)
        if self._fail_safe is not None:
            spot = self._fail_safe.kept_out(spot)
        self._desktop.move(spot)
        self._here = there
        # Some systems tell the new place a little later, some keep it within a screen.
        self._give_way = self._give_way.moved(spot, self._desktop.position())
        return True

    def _press(self, button: Button) -> None:
        if button not in self.held:
            self.held[button] = None
            self._desktop.press(button)

    def _release(self, button: Button) -> None:
        # A button that we do not hold may be held by the user's own hand.
        if button in self.held:
            del self.held[button]
            self._desktop.release(button)

    def _release_held(self) -> None:
        for button in tuple(self.held):
            self._release(button)

    def _type(self, text: str) -> None:
        self._desktop.write(text[:TYPED_AT_ONCE])
        if rest := text[TYPED_AT_ONCE:]:
            self._waiting.appendleft(Pointer("type", text=rest))

    def _scroll(self, event: Pointer) -> None:
        self._scrolled += max(-MOST_LINES, min(MOST_LINES, event.amount))
        lines = math.trunc(self._scrolled)
        self._scrolled -= lines
        if lines:
            self._with_keys(event.text, lambda: self._desktop.scroll(lines))

    def _with_keys(self, keys: str, act: Callable[[], None]) -> None:
        """Do this while these keys are held down."""
        down: list[str] = []
        try:
            for key in keys_of(keys) if keys else ():
                down.append(key)
                self._desktop.key_down(key)
            act()
        finally:
            for key in reversed(down):
                self._desktop.key_up(key)

    def _complain(self, text: str) -> None:
        """Say each thing once."""
        if text not in self._complaints and len(self._complaints) < MOST_COMPLAINTS:
            self._complaints.add(text)
            log.warning("pointer: %s", text)
