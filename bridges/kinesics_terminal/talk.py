"""What is said and what is to be said after it: a value, made anew by every wish and sound."""

from typing import NamedTuple

from kinesics_terminal.words import PATIENCE_S, Line, speak

UNSAID = 8
"""Lines that may wait to be said."""
BREATH_S = 0.3
"""Between one line and the next."""


class Talk(NamedTuple):
    """Times are seconds on the clock of the house."""

    lines: tuple[Line, ...] = ()
    """What is said, and what is to be said after it."""
    voiced: bool = False
    """Whether there is a voice, for which words then wait."""
    lengths_s: tuple[tuple[str, float], ...] = ()
    """Texts of the sounds that were made last, and how long each of them lasts."""
    sounding: bool = False

    def say(self, text: str, now: float) -> "Talk":
        """One line after the other, as a mouth must; who talks too much replaces the last one."""
        unsaid = tuple(
            line
            for number, line in enumerate(self.lines)
            if line.ends_at > now or (self.sounding and number == 0)
        )
        if len(unsaid) >= UNSAID:
            return self._replace(lines=(*unsaid[:-1], speak(text, unsaid[-1].began)))
        wait_s = PATIENCE_S if self.voiced else 0.0
        began = max([now, *(line.ends_at + BREATH_S for line in self.lines)])
        return self._replace(lines=(*unsaid, speak(text, began + wait_s)))

    def prepare(self, text: str, lasts_s: float) -> "Talk":
        """A sound was made of this text, to be played soon."""
        known = (*self.lengths_s[1 - UNSAID :], (text, lasts_s))
        return self._replace(voiced=True, lengths_s=known)

    def sound(self, text: str, now: float) -> "Talk":
        """This text, a line or a piece of one, begins to be heard now; no text is no words."""
        if not (piece := text.strip()):
            return self
        lasts_s = next((lasts for known, lasts in reversed(self.lengths_s) if known == text), None)
        place = next((n for n, line in enumerate(self.lines) if line.has(piece)), -1)
        # Nobody may have wished for it in these words, and yet it is heard.
        line = self.lines[place] if place >= 0 else speak(piece, now)
        waiting = tuple(one for one in self.lines[place + 1 :] if one.began > now)
        line = line.sound(piece, now, lasts_s)
        return self._replace(lines=(line, *_after(line, waiting)), voiced=True, sounding=True)

    def fall_silent(self, now: float) -> "Talk":
        """What was heard has come to its end."""
        if not self.sounding:
            return self
        # Who began to sound is the first line, for as long as it sounds.
        line = self.lines[0].fall_silent(now)
        return self._replace(lines=(line, *_after(line, self.lines[1:])), sounding=False)

    def interrupt(self, now: float) -> "Talk":
        """What was to be said is worthless now."""
        begun = [line for line in self.lines if line.said(now)]
        cut = tuple(line.cut(now) if line.ends_at > now else line for line in begun)
        return self._replace(lines=cut, sounding=False)

    def line_at(self, now: float) -> Line | None:
        """The line that is said, or was said last."""
        return next((line for line in reversed(self.lines) if line.began <= now), None)


def _after(line: Line, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """These lines, to be said one after the other when that one has ended."""
    later: list[Line] = []
    for one in lines:
        began = (later[-1] if later else line).ends_at + BREATH_S + PATIENCE_S
        later.append(speak(one.text, began))
    return tuple(later)
