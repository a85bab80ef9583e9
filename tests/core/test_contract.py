"""The contract: every point of it is broken once, and named with its remedy."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from kinesics import Bridge, Event, Express, Gesture, Plugin, PluginConfig, Say, on
from kinesics.cli import contract, imports, lives
from kinesics.cli.findings import Finding
from kinesics.cli.samples import sample_of

if TYPE_CHECKING:
    from kinesics import Say as Later

AnyPlugin = Plugin[PluginConfig]


class Deaf(Plugin):
    pass


class Wordy(Plugin):
    @on(Gesture)  # pyright: ignore[reportArgumentType]  (the mistake to be found)
    def hear(self, gesture: Gesture) -> str:
        return "Hello!"


class Silent(Plugin):
    @on(Gesture)
    def hear(self, gesture: Gesture): ...


class Fine(Plugin):
    @on(Gesture)
    def hear(self, gesture: Gesture) -> Iterator[Express | Say | None]:
        yield Express("happy")


class Vague(Plugin):
    def events(self) -> Iterator[Event]:
        yield Say("Hi")


class Unreadable(Plugin):
    @on(Gesture)
    def hear(self, gesture: Gesture) -> "Iterator[Later]": ...


class Body(Bridge):
    @on(Say)
    def say(self, wish: Say) -> None: ...


class NeedyConfig(PluginConfig):
    port: str


class Needy(Plugin[NeedyConfig]):
    pass


class Melting(Event, frozen=False):  # pyright: ignore[reportGeneralTypeIssues]  (the mistake)
    name: str


class Strange(Event):
    thing: Deaf


class Rich(Event):
    side: dict[str, tuple[int, float | None]]
    names: ClassVar[tuple[str, ...]] = ()


def worst(findings: Iterator[Finding]) -> tuple[str, str]:
    """The level and the words of the worst of them."""
    order = ("fail", "warn", "note", "ok")
    first = min(findings, key=lambda finding: order.index(finding.level))
    return first.level, f"{first.what}; {first.remedy}"


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        (Deaf, "fail", "hears nothing and says nothing; decorate a method with @on"),
        (Wordy, "fail", "hear() gives str, which is no event"),
        (Silent, "warn", "hear() does not say what it gives; write what it gives: ->"),
        (Fine, "ok", "Gesture in, Express, Say out"),
        (Unreadable, "note", "an annotation cannot be read: name 'Later' is not defined"),
        (Vague, "note", "events may give any Event"),
        (Body, "ok", "Say in, nothing out"),
    ],
)
def test_what_a_class_hears_and_says(kind: type[AnyPlugin], level: str, words: str) -> None:
    found = worst(contract.of_handlers(kind))
    assert (found[0], words in found[1]) == (level, True)


def test_needed_settings_are_named() -> None:
    (finding,) = contract.of_config_type(Needy, {})
    assert (finding.level, finding.remedy) == ("warn", "--set port=VALUE")


def test_a_setting_without_a_word_of_help_is_named() -> None:
    level, words = worst(contract.of_config_type(Needy, {"port": "x"}))
    assert (level, "port: without a word of help" in words) == ("warn", True)


def test_a_class_inside_a_function_cannot_be_isolated() -> None:
    class Hidden(Plugin):
        pass

    assert worst(contract.of_isolation(Hidden))[0] == "fail"
    assert worst(contract.of_isolation(Deaf))[0] == "ok"


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        (Melting, "fail", "Melting can be changed while others read it"),
        (Strange, "fail", "Strange.thing: holds Deaf, which cannot travel"),
        (Rich, "ok", "Rich"),
    ],
)
def test_how_events_travel(kind: type[Event], level: str, words: str) -> None:
    found = worst(contract.of_events([kind]))
    assert (found[0], words in found[1]) == (level, True)


@pytest.mark.parametrize("kind", Event.__subclasses__()[:12])
def test_every_event_of_the_house_can_be_made_up(kind: type[Event]) -> None:
    assert isinstance(sample_of(kind), kind)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("from kinesics.bus import Bus", "internal and may change"),
        ("from kinesics.plugin import Plugin", "from kinesics import Plugin"),
        ("import kinesics.room", "internal and may change"),
        ("from kinesics import bus", "none of its public words"),
        ("import kinesics_bindings.plugin", "imports another plugin"),
        ("from stranger import Stranger", "imports another plugin"),
    ],
)
def test_a_forbidden_import_is_named_with_its_line(line: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "it.py"
    file.write_text(f"import os\n{line}\n")
    (fault,) = imports.faults([file], "it", ["stranger"])
    assert (fault.place, words in f"{fault.what}; {fault.remedy}") == ("it.py:2", True)


def test_what_is_public_may_be_imported(tmp_path: Path) -> None:
    file = tmp_path / "it.py"
    file.write_text("import kinesics\nfrom kinesics.testing import play\nfrom it.other import x\n")
    assert list(imports.faults([file], "it", ["it", "stranger"])) == []


class Clumsy(Plugin):
    def close(self) -> None:
        raise OSError("there is no camera")


class Once(Plugin):
    taken = False

    def open(self) -> None:
        if Once.taken:
            raise OSError("the port is taken")
        Once.taken = True


def test_close_must_work_after_a_failed_open() -> None:
    level, words = worst(lives.of_close(Clumsy))
    assert (level, "OSError: there is no camera (test_contract.py:" in words) == ("fail", True)


def test_close_must_give_back_what_open_took() -> None:
    level, words = worst(lives.of_open(Once))
    assert (level, "the port is taken" in words, "let close() give back" in words) == (
        "fail",
        True,
        True,
    )
