"""A user made of a script: waves, talks and interrupts by the clock, over and over."""

from collections.abc import Iterator
from typing import Literal, Self

import pydantic

from kinesics import Gesture, Heard, Interrupt, Plugin, PluginConfig, Talking

WORD_S = 0.16
"""How long the user takes for a word."""


Act = Gesture | Heard | Talking | Interrupt
"""What a user does."""


class Step(pydantic.BaseModel):
    """One thing that the user does: makes a gesture, says something, or takes the turn."""

    model_config = pydantic.ConfigDict(
        frozen=True, extra="forbid", defer_build=True, use_attribute_docstrings=True
    )

    at_s: float = pydantic.Field(ge=0.0, allow_inf_nan=False)
    """Seconds from the beginning of the script."""
    gesture: str = ""
    """Name of a gesture, such as `wave`."""
    heard: str = ""
    """What the user begins to say at `at_s`, word by word."""
    interrupt: str = ""
    """Why the user takes the turn."""
    score: float = pydantic.Field(default=1.0, ge=0.0, le=1.0)
    """How sure the sense is of the gesture or of the words."""
    hand: Literal["left", "right", ""] = ""
    """The hand of the gesture."""

    @pydantic.model_validator(mode="after")
    def _do_one_thing(self) -> Self:
        if sum(map(bool, (self.gesture, self.heard, self.interrupt))) != 1:
            raise ValueError(
                f"the step at {self.at_s:g} s needs one of 'gesture', 'heard' and 'interrupt'"
            )
        return self

    def plan(self) -> Iterator[tuple[float, Act]]:
        """The events of this step, with their seconds from the beginning."""
        if self.gesture:
            yield self.at_s, Gesture(self.gesture, self.score, self.hand)
        elif self.interrupt:
            yield self.at_s, Interrupt(self.interrupt)
        else:
            yield self.at_s, Talking(began=True)
            words = self.heard.split()
            for count in range(1, len(words)):
                text = " ".join(words[:count])
                at_s = self.at_s + WORD_S * count
                yield at_s, Heard(text, final=False, confidence=self.score)
            ends_at_s = self.at_s + WORD_S * len(words)
            yield ends_at_s, Heard(self.heard, confidence=self.score)
            yield ends_at_s, Talking(began=False)


DEFAULT_STEPS = (
    Step(at_s=0.3, gesture="wave", score=0.97, hand="right"),
    Step(at_s=3.4, heard="Look left, please!"),
    Step(at_s=5.6, heard="And now look right."),
    Step(at_s=7.8, gesture="thumb_up", score=0.94, hand="right"),
    Step(at_s=10.2, heard="Can you tell me a story?"),
    # The user loses patience in the middle of the story.
    Step(at_s=15.0, interrupt="the user talks"),
    Step(at_s=15.0, heard="Thank you, let us dance!"),
    Step(at_s=18.6, gesture="victory", score=0.91, hand="left"),
    Step(at_s=21.4, heard="Good night, little robot."),
)


class PerformerConfig(PluginConfig):
    """Settings of the performer."""

    steps: tuple[Step, ...] = pydantic.Field(default=DEFAULT_STEPS, min_length=1)
    """What the user does, in any order."""
    loop: bool = True
    """Whether the script begins again when it has ended."""
    pause_s: float = pydantic.Field(default=4.0, ge=0.1, allow_inf_nan=False)
    """Between the end of the script and its next beginning."""
    speed: float = pydantic.Field(default=1.0, gt=0.0, allow_inf_nan=False)
    """2 plays it twice as fast."""


class Performer(Plugin[PerformerConfig]):
    """Stands in for camera and microphone."""

    def events(self) -> Iterator[Act]:
        yield from self._play_once()
        while self.config.loop:
            self.clock.sleep(self.config.pause_s / self.config.speed)
            yield from self._play_once()

    def _play_once(self) -> Iterator[Act]:
        plan = [timed for step in self.config.steps for timed in step.plan()]
        began = self.clock.now()
        for at_s, event in sorted(plan, key=lambda timed: timed[0]):
            self.clock.sleep(began + at_s / self.config.speed - self.clock.now())
            yield event
