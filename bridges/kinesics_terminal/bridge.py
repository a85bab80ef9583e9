"""The terminal as a body: animated on a screen, line by line into a pipe."""

import atexit
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pydantic

from kinesics import (
    Alert,
    Bridge,
    Express,
    Gesture,
    Halt,
    Heard,
    Interrupt,
    Look,
    Move,
    Playing,
    PluginConfig,
    Pose,
    Report,
    Say,
    Speech,
    Stopped,
    Talking,
    on,
)
from kinesics_terminal.paper import Paper, printable
from kinesics_terminal.scene import Entry, Scene
from kinesics_terminal.talk import Talk

if TYPE_CHECKING:
    from kinesics_terminal.screen import Screen


class TerminalConfig(PluginConfig):
    """Settings of the terminal."""

    plain: Literal["auto", "always", "never"] = "auto"
    """Whether to write plain lines instead of a picture; `auto` does so where no one watches."""
    fps: float = pydantic.Field(default=12.0, ge=1.0, le=60.0)
    """Pictures in a second."""


class Terminal(Bridge[TerminalConfig]):
    """Draws a small robot in the newest pose, what it senses and says, and every plugin's timing."""

    def __init__(self, config: TerminalConfig | None = None) -> None:
        super().__init__(config)
        self._scene = Scene()
        self._paper = Paper(None)
        self._screen: Screen | None = None

    def open(self) -> None:
        self._scene = Scene(self.clock.now())
        self._paper = Paper(sys.stdout)
        if self._is_watched():
            # rich and numpy take a while to load, and a pipe needs neither.
            from kinesics_terminal.screen import Screen

            self._screen = Screen(self._paper)
            self.takes_screen = True
            # Even if nobody comes to close this, the terminal must not stay taken.
            atexit.register(self._screen.close)

    def events(self) -> Iterator[None]:
        """Draw; each None is a place where the house may stop this."""
        while self._screen is not None:
            self._screen.show(self._scene, self.clock.now())
            yield None
            self.clock.sleep(1.0 / self.config.fps)

    def close(self) -> None:
        if self._screen is not None:
            self._screen.close()
            atexit.unregister(self._screen.close)
            self._screen = None
        elif self._scene.report is not None:
            from kinesics_terminal.summary import write_table

            write_table(self._paper, self._scene.report)

    @on(Gesture)
    def see(self, gesture: Gesture) -> None:
        hand = f", {gesture.hand} hand" if gesture.hand else ""
        self._tell("fact", f"Gesture {gesture.name} ({gesture.score:.2f}{hand})")

    @on(Heard)
    def hear(self, heard: Heard) -> None:
        self._scene = self._scene._replace(hearing="" if heard.final else heard.text)
        if heard.final:
            self._tell("fact", f'Heard "{heard.text}" ({heard.confidence:.2f})')

    @on(Talking)
    def notice(self, talking: Talking) -> None:
        if talking.began:
            self._tell("fact", "Talking began")

    @on(Interrupt)
    def break_off(self, interrupt: Interrupt) -> None:
        now = self.clock.now()
        why = f" ({interrupt.why})" if interrupt.why else ""
        line = self._scene.talk.line_at(now)
        broken = line is not None and line.ends_at > now
        self._scene = self._scene.interrupt(now)
        self._tell("fact", f"Interrupt{why}")
        if line is not None and broken:
            self._tell("wish", f'break off after "{line.said(now).rstrip()}"')

    @on(Express)
    def express(self, wish: Express) -> None:
        self._tell("wish", f"express {wish.name}{_unless_one(wish.weight)}")

    @on(Move)
    def move(self, wish: Move) -> None:
        self._scene = self._scene.make_move(wish.name, self.clock.now())
        self._tell("wish", f"move {wish.name}{_unless_one(wish.speed)}")

    @on(Look)
    def look(self, wish: Look) -> None:
        self._tell("wish", f"look {wish.yaw_deg:+g} {wish.pitch_deg:+g}")

    @on(Say)
    def say(self, wish: Say) -> None:
        self._talk(self._scene.talk.say(wish.text, self.clock.now()))
        self._tell("wish", f'say "{wish.text}"')

    @on(Speech)
    def prepare(self, speech: Speech) -> None:
        lasts_s = len(speech.samples) / max(1, speech.rate_hz)
        self._talk(self._scene.talk.prepare(speech.text, lasts_s))

    @on(Playing)
    def sound(self, playing: Playing) -> None:
        now, talk = self.clock.now(), self._scene.talk
        self._talk(talk.sound(playing.text, now) if playing.began else talk.fall_silent(now))

    @on(Pose)
    def pose(self, pose: Pose) -> None:
        self._scene = self._scene.pose(pose.channels, self.clock.now())

    @on(Halt)
    def halt(self, _: Halt) -> None:
        self._scene = self._scene.interrupt(self.clock.now())
        self._tell("wish", "halt")

    @on(Stopped)
    def miss(self, stopped: Stopped) -> None:
        self._tell("trouble", f"Stopped {stopped.plugin}: {stopped.why}")

    @on(Alert)
    def warn(self, alert: Alert) -> None:
        self._tell("trouble", f"Alert {alert.text}")

    @on(Report)
    def keep_report(self, report: Report) -> None:
        self._scene = self._scene._replace(report=report)

    def _talk(self, talk: Talk) -> None:
        self._scene = self._scene._replace(talk=talk)

    def _tell(self, kind: Literal["fact", "wish", "trouble"], text: str) -> None:
        entry = Entry(self.clock.now() - self._scene.opened_at, kind, printable(text))
        self._scene = self._scene.tell(entry)
        if self._screen is None:
            self._paper.write(f"[{entry.at_s:6.2f} s] {entry.text}\n")
            self._paper.flush()

    def _is_watched(self) -> bool:
        if self.config.plain != "auto":
            return self.config.plain == "never"
        return self._paper.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def _unless_one(amount: float) -> str:
    return "" if amount == 1.0 else f" {amount:g}"
