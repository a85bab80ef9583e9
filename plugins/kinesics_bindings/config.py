"""What the user writes into `[[bindings]]`, refused as a whole if one word of it is misspelt."""

from typing import Annotated, Literal, Self

import pydantic
import pydantic_core

from kinesics import PluginConfig
from kinesics_bindings.actions import Wish, parse_action
from kinesics_bindings.facts import Fact, parse_fact


def _listed(do: object) -> object:
    return (do,) if isinstance(do, str) else do


class Rule(pydantic.BaseModel):
    """One binding: when this happens, do that."""

    model_config = pydantic.ConfigDict(
        frozen=True, extra="forbid", defer_build=True, use_attribute_docstrings=True
    )

    when: str
    """A fact: `gesture:NAME`, `heard:PHRASE`, `talking:began`, `talking:ended`, `object:LABEL`."""
    do: Annotated[tuple[str, ...], pydantic.BeforeValidator(_listed)] = pydantic.Field(min_length=1)
    """Actions, in order: `express NAME [WEIGHT]`, `move NAME [SPEED]`, `say TEXT`,
    `look left|right|up|down|ahead`, `look YAW PITCH` (degrees to its left, and up), `halt`,
    `interrupt`."""
    score: float | None = pydantic.Field(default=None, ge=0.0, le=1.0)
    """How sure the sense must be, 0..1; if not given, 0.5, and 0 for what is heard."""
    cooldown_s: float = pydantic.Field(default=1.0, ge=0.0, allow_inf_nan=False)
    """For so long after it the same binding does nothing.  An object must have been out of view
    for so long to count again."""
    hand: Literal["left", "right"] | None = None
    """Only a gesture of this hand of the user."""

    @property
    def least_score(self) -> float:
        if self.score is not None:
            return self.score
        return 0.0 if self.when.startswith("heard") else 0.5

    def parse(self, known: tuple[str, ...]) -> tuple[Fact, tuple[Wish, ...]]:
        """The fact and the wishes that are meant; raises ValueError."""
        try:
            return self._parse_fact(), tuple(parse_action(text, known) for text in self.do)
        except ValueError as error:
            raise ValueError(f'binding "{self.when}": {error}') from None

    def _parse_fact(self) -> Fact:
        fact = parse_fact(self.when)
        if self.hand is not None and fact.kind != "gesture":
            raise ValueError("only a gesture has a hand; remove 'hand'")
        if self.score is not None and fact.kind == "talking":
            raise ValueError("talking has no score; remove 'score'")
        return fact


class BindingsConfig(PluginConfig):
    """Settings of the bindings."""

    rules: tuple[Rule, ...] = ()
    """The tables `[[bindings]]` of the config file."""
    known: tuple[str, ...] = ()
    """Expressions and moves that this user's body knows beyond the common ones."""

    @pydantic.model_validator(mode="after")
    def _refuse_typos(self) -> Self:
        faults: list[pydantic_core.InitErrorDetails] = []
        for number, rule in enumerate(self.rules):
            try:
                rule.parse(self.known)
            except ValueError as error:
                kind = pydantic_core.PydanticCustomError("binding", "{why}", {"why": str(error)})
                faults.append({"type": kind, "loc": ("rules", number), "input": rule.when})
        if faults:
            # All of them at once, each at its own place of the file.
            raise pydantic_core.ValidationError.from_exception_data("bindings", faults)
        return self
