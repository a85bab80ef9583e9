"""The terminal on a screen: picture, story and timing in any size, ink and encoding."""

import io
import re
import sys

import pytest
from rich.console import Console

from kinesics import EXPRESSIONS, MOVES, Gesture, Heard, Move, Report, Say
from kinesics.events import PluginRow
from kinesics.testing import FakeClock, play
from kinesics_terminal import Terminal, TerminalConfig
from kinesics_terminal.face import Face
from kinesics_terminal.glyphs import Ink, draw
from kinesics_terminal.layout import Layout
from kinesics_terminal.picture import paint
from kinesics_terminal.scene import Entry, Scene

STORY = Scene(
    Face().express("happy", 1.0, 0.0).make_move("wave", 1.0, 0.0).say("Hello you!", 0.0),
    (Entry(0.3, "fact", "Gesture wave"), Entry(0.4, "wish", "say " + "long " * 40)),
    "tell me",
    Report(1.0, tuple(PluginRow(name=f"plugin{number}") for number in range(5))),
)
INKS: tuple[Ink, ...] = ("colour", "blocks", "ascii")


def picture(face: Face, now: float, ink: Ink, rows: int = 30) -> str:
    lines = draw(paint(face.features_at(now), now, rows), ink)
    return "\n".join("".join(run.text for run in line) for line in lines)


def laid_out(width: int, height: int, ink: Ink = "ascii") -> list[str]:
    layout = Layout(Console(file=io.StringIO(), width=width, height=height), ink)
    lines = layout.lines(STORY, 0.5, width, height)
    return ["".join(segment.text for segment in line) for line in lines]


@pytest.mark.parametrize("ink", INKS)
def test_every_expression_has_a_picture_of_its_own(ink: Ink) -> None:
    faces = [Face().express(name, 1.0, 0.0) for name in EXPRESSIONS]
    assert len({picture(face, 1.0, ink) for face in faces}) == len(EXPRESSIONS)


@pytest.mark.parametrize("ink", INKS)
def test_every_move_has_a_picture_of_its_own(ink: Ink) -> None:
    faces = [Face().make_move(name, 1.0, 0.0) for name in MOVES]
    assert len({picture(face, 0.8, ink) for face in faces}) == len(MOVES)


@pytest.mark.parametrize("rows", [2, 18, 30, 44])
@pytest.mark.parametrize("ink", INKS)
def test_a_picture_has_half_as_many_lines_as_rows_all_of_one_width(ink: Ink, rows: int) -> None:
    lines = picture(Face(), 0.0, ink, rows).splitlines()
    assert len(lines) == rows // 2
    assert len({len(line) for line in lines}) == 1


def test_without_unicode_there_is_only_ascii() -> None:
    assert picture(Face(), 0.0, "ascii").isascii()


@pytest.mark.parametrize(("width", "height"), [(60, 20), (80, 24), (140, 50), (30, 8), (10, 3)])
@pytest.mark.parametrize("ink", INKS)
def test_it_fits_on_every_screen(width: int, height: int, ink: Ink) -> None:
    lines = laid_out(width, height, ink)
    assert len(lines) <= height
    assert {len(line) for line in lines} == {width}


@pytest.mark.parametrize("width", [60, 80, 140])
def test_words_entries_and_timing_are_all_there(width: int) -> None:
    text = "\n".join(laid_out(width, 24))
    for part in ("happy", "wave", "Hello you!", "Gesture wave", "say long", "tell me", "plugin4"):
        assert part in text


def test_trouble_is_told_to_the_end_where_the_remedy_stands() -> None:
    text = "Alert it.toml:3: " + "something is wrong, " * 5 + "did you mean 'wave'?"
    scene = Scene(entries=(Entry(1.0, "trouble", text), Entry(2.0, "wish", "the newest")))
    console = Console(file=io.StringIO(), width=100)
    rows = Layout(console, "ascii").lines(scene, 0.0, 100, 30)
    shown = ["".join(segment.text for segment in row).rstrip() for row in rows]
    assert any(row.endswith("'wave'?") for row in shown)
    assert any(row.endswith("the newest") for row in shown)


def test_the_robot_is_larger_where_there_is_more_room() -> None:
    first = [line.index("mood") for line in (laid_out(60, 24)[0], laid_out(140, 50)[0])]
    assert first[1] > first[0]


class Watched(io.TextIOWrapper):
    """A screen that somebody watches."""

    def __init__(self, encoding: str) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)


def watched(monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8") -> str:
    """What a terminal gets to see of a wave."""
    screen = Watched(encoding)
    monkeypatch.setattr(sys, "stdout", screen)
    bridge = Terminal(TerminalConfig(fps=10))
    bridge.clock = clock = FakeClock()
    bridge.open()
    bridge.see(Gesture("wave"))
    bridge.hear(Heard("look", final=False))
    bridge.move(Move("wave"))
    bridge.say(Say("Hello \u2603!"))
    for _, _ in zip(range(3), bridge.events(), strict=False):
        assert clock.now() <= 0.2 + 1e-9
    bridge.close()
    return screen.text()


@pytest.mark.usefixtures("terminal")
def test_the_terminal_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    text = watched(monkeypatch)
    taken, given_back = "\x1b[?1049h", "\x1b[?1049l"
    assert text.count(taken) == text.count(given_back) == 1
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")
    assert "Gesture wave" in text[text.index(given_back) :]


@pytest.mark.usefixtures("terminal")
def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[\d;]*[34]8;", watched(monkeypatch))


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_an_old_terminal_shows_it_too(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    assert "Hello ?!" in watched(monkeypatch, encoding)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    assert watched(monkeypatch).startswith("[  0.00 s] Gesture wave (1.00)\n")


@pytest.mark.usefixtures("terminal")
def test_a_screen_can_be_forced(capsys: pytest.CaptureFixture[str]) -> None:
    play(Terminal(TerminalConfig(plain="never")), Move("wave"))
    assert "\x1b[?1049h" in capsys.readouterr().out


@pytest.mark.usefixtures("terminal")
def test_a_terminal_that_is_gone_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Watched("utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    bridge = Terminal()
    bridge.open()
    screen.close()
    assert next(bridge.events()) is None
    bridge.close()
