"""One performance of a body: wishes and a time go in, a pose comes out.

No threads and no clock: whoever calls says what time it is, and it never goes back.
"""

import contextlib
import math
from collections.abc import Generator, Mapping, Sequence

import numpy as np

from kinesics import EMOTIONS, Clip, Frames, clamped
from kinesics_stage.curves import within
from kinesics_stage.face import mix_face
from kinesics_stage.gaze import Gaze, Shares
from kinesics_stage.idle import Idle, blink_pulse
from kinesics_stage.mimicry import Follower
from kinesics_stage.mouth import Track
from kinesics_stage.moves import Moves, Part, start
from kinesics_stage.speaking import Speaking
from kinesics_stage.transition import Inertia
from kinesics_stage.vector import (
    FASTEST,
    HIGH,
    LOW,
    MOUTH_PLACES,
    ORDER,
    PLACE,
    REST_VECTOR,
    Vector,
    places_of,
)

EMOTION_FADE_S = 0.3
MIMIC_FADE_S = 0.3
MIMIC_LASTS_S = 0.5
"""Who is not seen for so long is not imitated any more."""
LEAVE_FADE_S = 0.5
"""How long it takes to leave a halt, or a person who is gone."""
SHUT_S = 0.08
HALT_S = 0.12
_SHORTEST_FADE_S = 0.1
_AHEAD_S = 1e-4
"""Short enough to tell a speed, long enough for the digits of a clock that has run for years."""

_GAZE = tuple(PLACE[name] for name in Shares._fields)
_YAW, _PITCH, _ROLL = (PLACE[name] for name in ("head_yaw", "head_pitch", "head_roll"))
_BLINK = PLACE["blink"]


class Performance:
    """Each wish returns whether it changes anything."""

    def __init__(self, began: float, idle: Idle | None, head_deg: float, *, murmurs: bool) -> None:
        self._began = began
        self._idle = idle
        self._murmurs = murmurs
        self._gaze = Gaze(head_deg)
        self._base = REST_VECTOR
        """The body at rest, with its mood."""
        self._mimic: Follower | None = None
        self._moves = Moves()
        self._speaking = Speaking()
        self._blinks_at = -math.inf
        self._frozen: Vector | None = None
        """Where a halted body stands."""
        self._next_end = -math.inf
        """Before then nothing ends by itself."""
        self._inertia = Inertia(FASTEST)

    def begin_at(self, now: float, pose: Sequence[float]) -> None:
        """Go on from where another performance has left the body."""
        self._inertia.absorb(
            now, np.asarray(pose) - self._wanted(now), np.zeros(len(ORDER)), LEAVE_FADE_S
        )

    def pose_at(self, now: float) -> Vector:
        """Every channel, within its range."""
        self._advance(now)
        pose = self._wanted(now)
        mix_face(pose)
        np.maximum(pose, LOW, out=pose)
        return np.minimum(pose, HIGH, out=pose)

    def express(self, now: float, name: str, weight: float) -> bool:
        """Show one of `EMOTIONS`, or none of them for any other name."""
        self._advance(now)
        base = REST_VECTOR.copy()
        if name in EMOTIONS:
            base[PLACE[name]] = within(weight, 0.0, 1.0)
        woke = self._wake(now)
        if not woke and np.array_equal(base, self._base):
            return False
        with self._changing(now, EMOTION_FADE_S):
            self._base = base
        return True

    def look(self, now: float, yaw_deg: float, pitch_deg: float) -> bool:
        self._advance(now)
        woke = self._wake(now)
        looked = self._gaze.look(now, yaw_deg, pitch_deg)
        if looked.is_far and now - self._blinks_at > 0.4:
            self._blinks_at = now
        return looked.is_new or woke

    def move(self, now: float, clip: Clip, frames: Frames, speed: float, turn: int) -> bool:
        self._advance(now)
        self._wake(now)
        part = start(clip, frames, now, speed, turn)
        with self._changing(now, _fade_of(part)):
            self._moves = self._moves.with_part(part)
        return True

    def mimic(self, now: float, channels: Mapping[str, float]) -> bool:
        """Channels that do not exist are left out."""
        self._advance(now)
        known = {name: clamped(name, value) for name, value in channels.items() if name in PLACE}
        if not known:
            return False
        places = places_of(known)
        values = np.fromiter(known.values(), np.float64)
        if self._mimic is None:
            with self._changing(now, MIMIC_FADE_S):
                self._mimic = Follower(now, places, values)
        elif np.array_equal(places, self._mimic.places):
            self._mimic.follow(now, values)
        else:
            with self._changing(now, MIMIC_FADE_S):
                self._mimic = self._mimic.on_to(now, places, values)
        return self._frozen is None

    def say(self, now: float, track: Track) -> bool:
        """A line for the mouth, in case nobody has a voice for it."""
        self._advance(now)
        woke = self._wake(now)
        return (self._murmurs and self._speaking.say(now, track)) or woke

    def expect(self, now: float, text: str, track: Track) -> None:
        """A voice is going to say this; the mouth waits for the sound."""
        self._advance(now)
        with self._changing(now, SHUT_S):
            self._speaking.expect(text, track)

    def play(self, now: float, began: float, text: str) -> bool:
        """A sound began at `began`."""
        self._advance(now)
        with self._changing(now, _SHORTEST_FADE_S):
            known = self._speaking.play(min(now, began), text)
        return known and self._frozen is None

    def end_playing(self, now: float) -> bool:
        self._advance(now)
        with self._changing(now, _fades(0.4)):
            return self._speaking.end()

    def interrupt(self, now: float, turn: int) -> bool:
        """Let go of what belongs to a turn before this one; mood and gaze stay."""
        self._advance(now)
        older = tuple(part for part in self._moves.parts if part.turn < turn)
        with self._changing(now, _fades(max([0.3, *map(_fade_of, older)]))):
            hushed = self._speaking.hush()
            self._moves = self._moves.without(older)
        return hushed or bool(older)

    def halt(self, now: float) -> bool:
        """Stop where the body is, until the next wish; a person who is imitated is no new one."""
        self._advance(now)
        if self._frozen is not None:
            return False
        here = self._wanted(now)
        here[MOUTH_PLACES] = 0.0
        if not self._lids_are_taken():
            # Nobody should stand there for long with eyes half closed.
            here[_BLINK] = 0.0
        with self._changing(now, _fades(HALT_S)):
            self._frozen = here
        self._gaze.stay(now)
        self._moves = Moves()
        self._speaking.hush()
        self._blinks_at = -math.inf
        return True

    def _lids_are_taken(self) -> bool:
        """Whether a clip or a person says how far the eyes are open."""
        takers = (self._mimic, *self._moves.parts)
        return any(_BLINK in taker.places for taker in takers if taker is not None)

    def _wake(self, now: float) -> bool:
        """Go on after a halt."""
        if self._frozen is None:
            return False
        with self._changing(now, LEAVE_FADE_S):
            self._frozen = None
        return True

    def _advance(self, now: float) -> None:
        """Let go of what has ended by itself since, each at its own time."""
        while now >= self._next_end:
            seen_until = self._mimic.newest + MIMIC_LASTS_S if self._mimic else math.inf
            at = min(self._moves.next_end, seen_until)
            if at > now:
                self._next_end = at
                return
            if at == seen_until:
                with self._changing(at, LEAVE_FADE_S):
                    self._mimic = None
                continue
            over = tuple(part for part in self._moves.parts if part.ends_at <= at)
            with self._changing(at, max(map(_fade_of, over))):
                self._moves = self._moves.without(over)

    @contextlib.contextmanager
    def _changing(self, now: float, fade_s: float | Vector) -> Generator[None]:
        """Whatever is done within takes effect without a jump."""
        before, before_soon = self._goal(now), self._goal(now + _AHEAD_S)
        yield
        self._next_end = -math.inf
        offset = before - self._goal(now)
        velocity = (before_soon - self._goal(now + _AHEAD_S) - offset) / _AHEAD_S
        self._inertia.absorb(now, offset, velocity, fade_s)

    def _wanted(self, now: float) -> Vector:
        return self._goal(now) + self._inertia.offset_at(now)

    def _goal(self, now: float) -> Vector:
        """What all layers want together, the lowest first."""
        if self._frozen is not None:
            return self._frozen
        now_s, glance, lids = now - self._began, (0.0, 0.0), blink_pulse(now - self._blinks_at)
        if self._idle is None:
            goal, extra = self._base.copy(), np.zeros(len(ORDER))
        else:
            goal = self._base + self._idle.stance_at(now_s)
            extra = self._idle.breath_at(now_s)
            glance = self._idle.glance_at(now_s)
            lids = max(lids, self._idle.blink_at(now_s))
        for part in self._moves.adding:
            extra[part.places] += part.values_at(now)
        if (voice := self._speaking.at(now)) is not None:
            extra[_YAW] += voice.yaw_deg
            extra[_PITCH] += voice.pitch_deg
            extra[_ROLL] += voice.roll_deg
        head = (float(extra[_YAW]), float(extra[_PITCH]))
        for place, share in zip(_GAZE, self._gaze.shares_at(now, glance, head), strict=True):
            goal[place] += share
        goal[_BLINK] = lids
        if self._mimic is not None:
            goal[self._mimic.places] = self._mimic.values_at(now)
        if (replacing := self._moves.replacing) is not None:
            goal[replacing.places] = replacing.values_at(now)
        goal += extra
        if voice is not None:
            below = (
                0.0 if voice.owns_mouth == 1.0 else goal[MOUTH_PLACES] * (1.0 - voice.owns_mouth)
            )
            goal[MOUTH_PLACES] = below + np.array(voice.mouth)
        return goal


def _fade_of(part: Part) -> float:
    return max(_SHORTEST_FADE_S, part.clip.fade_s)


def _fades(body_s: float) -> Vector:
    """The mouth shuts at once, all else takes its time."""
    fades_s = np.full(len(ORDER), body_s)
    fades_s[MOUTH_PLACES] = SHUT_S
    return fades_s
