"""Answers facts with wishes, as the user's rules say."""

import math
from collections.abc import Iterator

from kinesics import Gesture, Heard, Objects, Plugin, Talking, on
from kinesics_bindings.actions import Wish
from kinesics_bindings.config import BindingsConfig, Rule
from kinesics_bindings.facts import Fact, bare_words, has_phrase


class Bindings(Plugin[BindingsConfig]):
    """Every rule that fits does its actions, in the order of the file."""

    def __init__(self, config: BindingsConfig | None = None) -> None:
        super().__init__(config)
        self._bindings: dict[Fact, list[_Binding]] = {}
        self._heard: list[_Binding] = []
        self._objects: list[_Binding] = []
        for rule in self.config.rules:
            fact, wishes = rule.parse(self.config.known)
            binding = _Binding(rule, fact.what, wishes)
            match fact.kind:
                case "heard":
                    self._heard.append(binding)
                case "object":
                    self._objects.append(binding)
                case _:
                    self._bindings.setdefault(fact, []).append(binding)

    @on(Gesture)
    def answer_gesture(self, gesture: Gesture) -> Iterator[Wish]:
        for binding in self._bindings.get(Fact("gesture", gesture.name), ()):
            if binding.rule.hand in (None, gesture.hand):
                yield from binding.answer(gesture.score, self.clock.now())

    @on(Talking)
    def answer_talking(self, talking: Talking) -> Iterator[Wish]:
        fact = Fact("talking", "began" if talking.began else "ended")
        for binding in self._bindings.get(fact, ()):
            yield from binding.answer(1.0, self.clock.now())

    @on(Heard)
    def answer_words(self, heard: Heard) -> Iterator[Wish]:
        if not heard.final:
            return
        bare = bare_words(heard.text)
        for binding in self._heard:
            if has_phrase(bare, binding.what):
                yield from binding.answer(heard.confidence, self.clock.now())

    @on(Objects)
    def answer_objects(self, objects: Objects) -> Iterator[Wish]:
        """Answer what comes into view; what stays there is no news."""
        scores: dict[str, float] = {}
        for thing in objects.objects:
            label = bare_words(thing.label)
            scores[label] = max(thing.score, scores.get(label, -math.inf))
        for binding in self._objects:
            score = scores.get(binding.what, -math.inf)
            yield from binding.answer_view(score, self.clock.now())


class _Binding:
    """One rule, and how long it rests."""

    def __init__(self, rule: Rule, what: str, wishes: tuple[Wish, ...]) -> None:
        self.rule = rule
        self.what = what
        self._wishes = wishes
        self._rests_until = -math.inf
        self._in_view = False

    def answer(self, score: float, now: float) -> tuple[Wish, ...]:
        if score < self.rule.least_score or now < self._rests_until:
            return ()
        self._rests_until = now + self.rule.cooldown_s
        return self._wishes

    def answer_view(self, score: float, now: float) -> tuple[Wish, ...]:
        """The same for a thing that is looked at all the time."""
        was_in_view, self._in_view = self._in_view, score >= self.rule.least_score
        if not self._in_view:
            return ()
        wishes = () if was_in_view else self.answer(score, now)
        self._rests_until = now + self.rule.cooldown_s
        return wishes
