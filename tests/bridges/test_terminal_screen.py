"""The terminal on a screen: picture, story and timing in any size, ink and encoding."""

import io
import re
import sys

import numpy as np
import pytest
from rich.console import Console

from kinesics import (
    EMOTIONS,
    MOUTH_SHAPES,
    REST,
    Event,
    Express,
    Gesture,
    Halt,
    Heard,
    Move,
    Playing,
    Pose,
    Report,
    Say,
    Speech,
)
from kinesics.bus import Bus
from kinesics.events import PluginRow
from kinesics.poses.library import built_in
from kinesics.testing import FakeClock, play
from kinesics.worker import Worker
from kinesics_terminal import Terminal, TerminalConfig
from kinesics_terminal.features import features
from kinesics_terminal.glyphs import BLOCKS, Ink, Run, Shade, draw
from kinesics_terminal.layout import Layout
from kinesics_terminal.picture import paint
from kinesics_terminal.scene import Entry, Scene
from kinesics_terminal.talk import Talk

STORY = Scene(
    channels={"happy": 1.0},
    posed=True,
    move="wave",
    talk=Talk().say("Hello you!", 0.0),
    entries=(Entry(0.3, "fact", "Gesture wave"), Entry(0.4, "wish", "say " + "long " * 40)),
    hearing="tell me",
    report=Report(1.0, tuple(PluginRow(name=f"plugin{number}") for number in range(5))),
)
LIGHTNESS, DARKEST_INK = np.array((0.30, 0.59, 0.11)), 0.42 * 255 - 8.0
INKS: tuple[Ink, ...] = ("colour", "blocks", "ascii")


def picture(channels: dict[str, float], ink: Ink, rows: int = 30) -> str:
    lines = draw(paint(features(channels), rows), ink)
    return "\n".join("".join(run.text for run in line) for line in lines)


def laid_out(width: int, height: int, ink: Ink = "ascii") -> list[str]:
    layout = Layout(Console(file=io.StringIO(), width=width, height=height), ink)
    lines = layout.lines(STORY, 0.5, width, height)
    return ["".join(segment.text for segment in line) for line in lines]


@pytest.mark.parametrize("ink", INKS)
def test_every_emotion_has_a_picture_of_its_own(ink: Ink) -> None:
    poses = [{}, *({name: 1.0} for name in EMOTIONS)]
    assert len({picture(pose, ink) for pose in poses}) == len(poses)


@pytest.mark.parametrize("rows", [30, 44])
@pytest.mark.parametrize("ink", INKS)
def test_every_vowel_and_wink_has_a_picture_of_its_own(ink: Ink, rows: int) -> None:
    names = (*MOUTH_SHAPES, "blink", "blink_left", "blink_right")
    poses = [{}, *({name: 1.0} for name in names)]
    assert len({picture(pose, ink, rows) for pose in poses}) == len(poses)


@pytest.mark.parametrize("rows", [2, 18, 30, 44])
@pytest.mark.parametrize("ink", INKS)
def test_a_picture_has_half_as_many_lines_as_rows_all_of_one_width(ink: Ink, rows: int) -> None:
    lines = picture({}, ink, rows).splitlines()
    assert len(lines) == rows // 2
    assert len({len(line) for line in lines}) == 1


def test_without_unicode_there_is_only_ascii() -> None:
    assert picture({}, "ascii").isascii()


def halves(run: Run) -> list[tuple[Shade | None, Shade | None]]:
    """What is seen in the upper and in the lower half of each letter."""
    upper, lower, both = BLOCKS
    ink, paper = run.ink, run.paper
    seen = {" ": (paper, paper), upper: (ink, paper), lower: (paper, ink), both: (ink, ink)}
    return [seen[letter] for letter in run.text]


@pytest.mark.parametrize("name", ["wave", "celebrate", "think", "sleep"])
def test_colours_are_those_of_the_image(name: str) -> None:
    image = paint(features(built_in(name).pose_at(1.0)), 30)
    lines = [[half for run in line for half in halves(run)] for line in draw(image, "colour")]
    for row, line in enumerate(lines):
        for column, pair in enumerate(line):
            for shade, pixel in zip(pair, image[2 * row : 2 * row + 2, column], strict=True):
                assert (shade is None) == (pixel[3] < 0.5)
                if shade is not None:
                    assert np.allclose(shade, pixel[:3] * 255, atol=34)


def test_without_its_colours_a_picture_can_be_read_as_blocks() -> None:
    image = paint(features(built_in("wave").pose_at(1.0)), 30)
    for line in draw(image, "colour"):
        for run in line:
            if run.ink is not None and run.paper is not None:
                ink, paper = (LIGHTNESS @ np.array(shade) for shade in (run.ink, run.paper))
                # What is dark is never drawn on what is light.
                assert ink > DARKEST_INK or paper < DARKEST_INK + 16.0


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


HINT = "[plugins.stage]"


def text_of(scene: Scene, now: float) -> str:
    layout = Layout(Console(file=io.StringIO(), width=100), "ascii")
    rows = layout.lines(scene, now, 100, 30)
    return "\n".join("".join(segment.text for segment in row) for row in rows)


def test_where_no_pose_comes_it_tells_what_to_do() -> None:
    scene = Scene(opened_at=10.0)
    assert HINT not in text_of(scene, 11.9)
    assert HINT in text_of(scene, 12.1)


def test_a_house_that_still_opens_is_not_blamed() -> None:
    opening = Report(1.0, (PluginRow(name="stage", state="opening"),))
    assert HINT not in text_of(Scene(report=opening), 60.0)


def test_one_pose_is_enough_however_long_ago() -> None:
    assert HINT not in text_of(Scene().pose(REST, 1.0), 600.0)


def test_who_sleeps_dreams_and_who_blinks_does_not() -> None:
    shut = Scene().pose({"blink": 1.0}, 10.0)
    again = shut.pose({"blink": 1.0}, 12.0)
    assert shut.extras(11.4).dreams == 0.0
    assert shut.extras(60.0).dreams == again.extras(60.0).dreams == 1.0
    assert again.pose({"blink": 0.2}, 61.0).extras(62.0).dreams == 0.0


def test_there_is_confetti_for_a_while_when_it_celebrates() -> None:
    scene = Scene().make_move("celebrate", 10.0)
    assert [scene.extras(now).confetti for now in (10.0, 11.5, 60.0)] == [0.0, 1.0, 0.0]
    assert scene.interrupt(11.0).extras(11.5).confetti == 0.0
    assert Scene().make_move("wave", 10.0).extras(11.5).confetti == 0.0


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


def shown(monkeypatch: pytest.MonkeyPatch, *events: Event, wait_s: float = 0.0) -> str:
    """The last picture of a bridge that was handed these events."""
    screen, clock = Watched("utf-8"), FakeClock()
    monkeypatch.setattr(sys, "stdout", screen)
    bridge = Terminal()
    bridge.clock = clock
    bridge.open()
    worker = Worker("terminal", bridge, bus := Bus(clock.now), lambda _: None)
    for event in events:
        worker.handle(bus.publish(event))
    clock.sleep(wait_s)
    next(iter(bridge.events()))
    bridge.close()
    text = screen.text()
    return re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", text[text.index("\x1b[?1049l") :])


@pytest.mark.usefixtures("terminal")
def test_the_newest_pose_is_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = Pose({**REST, "happy": 1.0}), Pose({**REST, "sad": 1.0})
    assert "mood sad" in shown(monkeypatch, old, new)
    assert shown(monkeypatch, old, new) == shown(monkeypatch, new)
    assert shown(monkeypatch, old) != shown(monkeypatch, new)


@pytest.mark.usefixtures("terminal")
def test_a_wish_alone_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "mood neutral" in shown(monkeypatch, Express("happy"))


@pytest.mark.usefixtures("terminal")
def test_the_hint_comes_late_and_not_where_a_stage_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert HINT not in shown(monkeypatch, wait_s=1.0)
    assert HINT in shown(monkeypatch, Express("happy"), wait_s=3.0)
    assert HINT not in shown(monkeypatch, Pose(REST), wait_s=3.0)


@pytest.mark.usefixtures("terminal")
def test_words_follow_the_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    speech = Speech("Hello you", np.zeros(16_000, np.int16), 16_000)
    waiting = shown(monkeypatch, speech, Say("Hello you"), wait_s=0.5)
    assert waiting.count("Hello you") == 1
    playing = Playing(began=True, text="Hello you")
    assert shown(monkeypatch, speech, Say("Hello you"), playing).count("Hello you") == 2


@pytest.mark.usefixtures("terminal")
def test_a_halt_ends_words_and_confetti(monkeypatch: pytest.MonkeyPatch) -> None:
    events = Move("celebrate"), Say("Hooray!")
    before, after = shown(monkeypatch, *events), shown(monkeypatch, *events, Halt())
    # The story tells of each of them once more.
    assert [before.count("celebrate"), before.count("Hooray!")] == [2, 2]
    assert [after.count("celebrate"), after.count("Hooray!")] == [1, 1]
