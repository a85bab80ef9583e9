"""What the robot looks like at a time: a value, made anew by every wish, asked for any moment."""

import math
from typing import NamedTuple

from kinesics_terminal.features import Features, ease, mix, mood
from kinesics_terminal.moves import MOVEMENTS, moved
from kinesics_terminal.words import Line, speak

FADE_S = 0.3
"""How long one wish takes to flow into the next."""
UNSAID = 8
"""Lines that may wait to be said."""
BLINK_S = 0.18
BLINK_EVERY_S = 3.7


class Face(NamedTuple):
    """All that was wished for.  Times are seconds on the clock of the house."""

    mood: str = "neutral"
    weight: float = 1.0
    move: str = ""
    speed: float = 1.0
    move_began: float = 0.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    lines: tuple[Line, ...] = ()
    """What is said, and what is to be said after it."""
    before: Features = Features()
    """What it looked like when the last wish came."""
    changed_at: float = -math.inf
    halted: bool = False

    def express(self, name: str, weight: float, now: float) -> "Face":
        return self._flow(now)._replace(mood=name, weight=weight)

    def make_move(self, name: str, speed: float, now: float) -> "Face":
        return self._flow(now)._replace(move=name, speed=speed, move_began=now)

    def look(self, yaw_deg: float, pitch_deg: float, now: float) -> "Face":
        return self._flow(now)._replace(yaw_deg=yaw_deg, pitch_deg=pitch_deg)

    def say(self, text: str, now: float) -> "Face":
        """One line after the other, as a mouth must; who talks too much replaces the last one."""
        unsaid = tuple(line for line in self.lines if line.ends_at > now)
        if len(unsaid) >= UNSAID:
            lines = (*unsaid[:-1], speak(text, unsaid[-1].began))
        else:
            began = max([now, *(line.ends_at + 0.3 for line in self.lines)])
            lines = (*unsaid, speak(text, began))
        return self._replace(lines=lines, halted=False)

    def interrupt(self, now: float) -> "Face":
        """What was wished for is worthless now; the mood and the gaze stay."""
        begun = [line for line in self.lines if line.began <= now]
        cut = tuple(line.cut(now) if line.ends_at > now else line for line in begun)
        return self._flow(now)._replace(move="", lines=cut)

    def halt(self, now: float) -> "Face":
        """Freeze until the next wish."""
        return self.interrupt(now)._replace(before=self.features_at(now), halted=True)

    def line_at(self, now: float) -> Line | None:
        """The line that is said, or was said last."""
        return next((line for line in reversed(self.lines) if line.began <= now), None)

    def moving(self, now: float) -> str:
        """The move that is made, or nothing."""
        lasts_s = MOVEMENTS[self.move].seconds if self.move in MOVEMENTS else 0.0
        return self.move if (now - self.move_began) * self.speed < lasts_s else ""

    def features_at(self, now: float) -> Features:
        if self.halted:
            return self.before
        target = self._wished_for(now)
        return mix(self.before, target, ease((now - self.changed_at) / FADE_S))

    def _wished_for(self, now: float) -> Features:
        rest = _alive(mood(self.mood, self.weight), now)
        rest = rest._replace(
            gaze_x=rest.gaze_x + _bounded(self.yaw_deg / 40.0),
            gaze_y=rest.gaze_y + _bounded(self.pitch_deg / 25.0),
        )
        body = moved(rest, self.move, (now - self.move_began) * self.speed)
        if (line := self.line_at(now)) is None or line.ends_at <= now:
            return body
        openness, pout = line.mouth(now)
        return body._replace(mouth=max(openness, body.mouth * 0.3), pout=pout)

    def _flow(self, now: float) -> "Face":
        return self._replace(before=self.features_at(now), changed_at=now, halted=False)


def _alive(rest: Features, now: float) -> Features:
    """Breathes, blinks, and lets the eyes wander a little."""
    turn, phase = divmod(now, BLINK_EVERY_S)
    # Every third blink is a double one.
    phase = phase % 0.3 if turn % 3 == 2 and phase < 0.6 else phase
    blink = max(0.0, 1.0 - abs(2.0 * phase / BLINK_S - 1.0))
    return rest._replace(
        lift=rest.lift + 0.22 * math.sin(now * 1.8),
        nod=rest.nod + 0.16 * math.sin(now * 1.8 - 0.6),
        tilt_deg=rest.tilt_deg + 1.5 * math.sin(now * 0.53),
        gaze_x=rest.gaze_x + 0.12 * math.sin(now * 0.71) * math.sin(now * 0.23),
        eyes=rest.eyes * (1.0 - blink),
    )


def _bounded(value: float) -> float:
    return min(1.0, max(-1.0, value))
