"""The single writer of the body: makes one pose of all wishes, sixty times a second."""

import logging
import math
import operator
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pydantic

from kinesics import (
    CHANNELS,
    EXPRESSIONS,
    Clip,
    Effect,
    Envelope,
    Express,
    FrameCache,
    Halt,
    Interrupt,
    Look,
    Mimic,
    Move,
    Playing,
    Plugin,
    PluginConfig,
    Pose,
    Say,
    Speech,
    figure,
    load_clips,
    measure,
    nearest,
    on,
)
from kinesics_stage.idle import Idle
from kinesics_stage.mouth import track_of_text
from kinesics_stage.performance import Performance
from kinesics_stage.speaking import track_of_speech
from kinesics_stage.vector import NOTICED, ORDER

log = logging.getLogger(__name__)

LEFT_S = 5.0
"""A body that nobody has moved for longer may have been moved by somebody else."""
MOST_COMPLAINTS = 100
"""A mind that makes up names may make up many."""


class StageConfig(PluginConfig):
    """Settings of the stage."""

    rate_hz: float = pydantic.Field(default=60.0, ge=10.0, le=120.0)
    """Poses in a second, while something moves."""
    idle: bool = True
    """Whether the body breathes, blinks and glances about while it does nothing."""
    murmur: bool = True
    """Whether the mouth follows what is to be said while there is no voice that says it."""
    head_limit_deg: float = pydantic.Field(default=50.0, ge=0.0, le=75.0)
    """How far the head turns to look at something; the body turns for the rest."""
    clips: str = ""
    """A folder of one's own clips, which come on top of the built-in ones; empty for none."""
    cache: int = pydantic.Field(default=64, ge=0, le=10_000)
    """How many clips are kept ready to be played."""
    seed: int = pydantic.Field(default=0, ge=0)
    """Another one, and the body breathes, blinks and glances at other moments."""


class Stage(Plugin[StageConfig]):
    """Turns the wishes of everybody into one pose: layers, transitions, face, gaze and mouth."""

    left: ClassVar[tuple[float, list[float]] | None] = None
    """When and where the last stage of this process has left the body."""

    def __init__(self, config: StageConfig | None = None) -> None:
        super().__init__(config)
        self._lock = threading.Lock()
        """Held while the performance is changed or read, by handlers and by `events`."""
        self._performance = self._new_performance()
        self._shown: list[float] = []
        """The last pose that was published; empty before the first."""
        self._wished: Envelope | None = None
        """The newest wish that no pose shows yet."""
        self._clips: Mapping[str, Clip] = {}
        self._cache = FrameCache(self.config.cache)
        self._complained: set[str] = set()

    def open(self) -> None:
        folder = Path(self.config.clips).expanduser() if self.config.clips else None
        self._clips = load_clips(folder)
        self._performance = self._new_performance()
        # A stage that is started anew with other settings goes on with the same body.
        now = self.clock.now()
        if Stage.left is not None and 0.0 <= now - Stage.left[0] < LEFT_S:
            self._performance.begin_at(now, Stage.left[1])

    def close(self) -> None:
        if self._shown:
            Stage.left = (self.clock.now(), self._shown)

    def events(self) -> Iterator[Pose | Effect | None]:
        """The pose of each moment; None where nobody would see a difference."""
        period_s, began = 1.0 / self.config.rate_hz, self.clock.now()
        tick, told_at, told = 0, -math.inf, 0.0
        while True:
            yield self._next_pose()
            now, hit_rate = self.clock.now(), self._cache.hit_rate
            if hit_rate != told and now - told_at >= 1.0:
                told_at, told = now, hit_rate
                figure("clip cache hit rate", hit_rate)
            # Who comes late goes on with the next tick, and does not make up for those missed.
            tick = max(tick, math.floor((now - began) / period_s)) + 1
            self.clock.sleep(began + tick * period_s - now)

    @on(Express)
    def express(self, wish: Express) -> None:
        if wish.name not in EXPRESSIONS:
            self._complain_of("expression", wish.name, EXPRESSIONS)
            return
        weight = wish.weight if math.isfinite(wish.weight) else 1.0
        with self._lock:
            self._note(self._performance.express(self.clock.now(), wish.name, weight))

    @on(Move)
    def move(self, wish: Move) -> None:
        if (clip := self._clips.get(wish.name)) is None:
            self._complain_of("move", wish.name, self._clips)
            return
        frames = self._cache.frames(clip)
        turn = self.cause.turn if self.cause is not None else 0
        with self._lock:
            now = self.clock.now()
            self._note(self._performance.move(now, clip, frames, wish.speed, turn))

    @on(Look)
    def look(self, wish: Look) -> None:
        if not (math.isfinite(wish.yaw_deg) and math.isfinite(wish.pitch_deg)):
            self._complain(f"{wish} is nowhere; give two angles in degrees")
            return
        with self._lock:
            now = self.clock.now()
            self._note(self._performance.look(now, wish.yaw_deg, wish.pitch_deg))

    @on(Mimic)
    def mimic(self, wish: Mimic) -> None:
        for name in wish.channels:
            if name not in CHANNELS:
                self._complain_of("channel", name, CHANNELS)
        with self._lock:
            self._note(self._performance.mimic(self.clock.now(), wish.channels))

    @on(Say)
    def say(self, wish: Say) -> None:
        track = track_of_text(wish.text.rstrip())
        with self._lock:
            self._note(self._performance.say(self.clock.now(), track))

    @on(Speech)
    def expect(self, speech: Speech) -> None:
        track = track_of_speech(speech)
        with self._lock:
            self._performance.expect(self.clock.now(), speech.text, track)

    @on(Playing)
    def follow(self, playing: Playing) -> None:
        with self._lock:
            now = self.clock.now()
            if playing.began:
                # The sound did not wait for this handler.
                began = self.cause.put_at if self.cause is not None else now
                self._note(self._performance.play(now, began, playing.text))
            else:
                self._note(self._performance.end_playing(now))

    @on(Interrupt)
    def interrupt(self, _: Interrupt) -> None:
        turn = self.cause.turn if self.cause is not None else sys.maxsize
        with self._lock:
            self._note(self._performance.interrupt(self.clock.now(), turn))

    @on(Halt)
    def halt(self, _: Halt) -> None:
        with self._lock:
            self._note(self._performance.halt(self.clock.now()))

    def _next_pose(self) -> Pose | Effect | None:
        with measure("pose"), self._lock:
            values: list[float] = self._performance.pose_at(self.clock.now()).tolist()
            if not self._is_news(values):
                return None
            self._shown = values
            wished, self._wished = self._wished, None
        pose = Pose(dict(zip(ORDER, values, strict=True)))
        return pose if wished is None else wished.leads_to(pose)

    def _is_news(self, values: list[float]) -> bool:
        """Whether anybody would see a difference."""
        changes = map(abs, map(operator.sub, values, self._shown))
        return not self._shown or any(map(operator.gt, changes, NOTICED))

    def _note(self, changes: bool) -> None:  # noqa: FBT001  (what the performance answered)
        """The next pose shows the wish at hand."""
        if changes and self.cause is not None:
            self._wished = self.cause

    def _new_performance(self) -> Performance:
        idle = Idle(self.config.seed) if self.config.idle else None
        return Performance(
            self.clock.now(), idle, self.config.head_limit_deg, murmurs=self.config.murmur
        )

    def _complain_of(self, what: str, name: str, known: Iterable[str]) -> None:
        self._complain(f"no {what} named {name[:80]!r}{nearest(name[:80], known)}")

    def _complain(self, text: str) -> None:
        """Once for each thing that is wrong."""
        if text not in self._complained and len(self._complained) < MOST_COMPLAINTS:
            self._complained.add(text)
            log.warning("stage: %s", text)
