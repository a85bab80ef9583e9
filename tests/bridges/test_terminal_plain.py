"""The terminal without a screen: plain lines, whatever becomes of standard output."""

import io
import subprocess
import sys
from typing import TextIO

import numpy as np
import pytest

from kinesics import (
    Alert,
    Event,
    Express,
    Gesture,
    Halt,
    Heard,
    Interrupt,
    Look,
    Move,
    Playing,
    Pose,
    Report,
    Say,
    Speech,
    Stopped,
    Talking,
)
from kinesics.events import PluginRow
from kinesics.testing import FakeClock, play
from kinesics_terminal import Terminal, TerminalConfig


def lines(capsys: pytest.CaptureFixture[str], *events: Event) -> list[str]:
    play(Terminal(), *events, clock=FakeClock(1.25))
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Gesture("wave", 0.98), "Gesture wave (0.98)"),
        (Gesture("wave", 0.98, "left"), "Gesture wave (0.98, left hand)"),
        (Heard("look left", confidence=0.9), 'Heard "look left" (0.90)'),
        (Talking(began=True), "Talking began"),
        (Interrupt("the user talks"), "Interrupt (the user talks)"),
        (Interrupt(), "Interrupt"),
        (Express("happy"), "express happy"),
        (Express("happy", 0.5), "express happy 0.5"),
        (Move("wave"), "move wave"),
        (Move("wave", 2.0), "move wave 2"),
        (Look(35.0, -10.0), "look +35 -10"),
        (Say("Hello!"), 'say "Hello!"'),
        (Halt(), "halt"),
        (Stopped("hands", "no camera"), "Stopped hands: no camera"),
        (Alert("hands", "hang", "hands: it hangs"), "Alert hands: it hangs"),
    ],
)
def test_an_event_becomes_a_line(
    capsys: pytest.CaptureFixture[str], event: Event, line: str
) -> None:
    assert lines(capsys, event) == [f"[  0.00 s] {line}"]


def test_what_is_not_final_becomes_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, Heard("look", final=False), Talking(began=False)) == []


def test_poses_and_sounds_become_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    speech = Speech("Hi", np.zeros(160, np.int16), 16_000)
    sounds = Playing(began=True, text="Hi"), Playing(began=False, text="Hi")
    assert lines(capsys, *[Pose({"happy": 1.0})] * 9, speech, *sounds) == []


def test_lines_have_the_time_since_the_terminal_was_opened(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal, clock = Terminal(), FakeClock(100.0)
    terminal.clock = clock
    terminal.open()
    clock.sleep(1.25)
    terminal.move(Move("wave"))
    assert capsys.readouterr().out == "[  1.25 s] move wave\n"


def test_an_interruption_tells_how_far_the_words_have_come(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal, clock = Terminal(), FakeClock()
    terminal.clock = clock
    terminal.open()
    terminal.say(Say("Once upon a time"))
    clock.sleep(0.6)
    terminal.break_off(Interrupt())
    assert capsys.readouterr().out.splitlines()[-1] == '[  0.60 s] break off after "Once upon"'


def test_the_timing_table_comes_once_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(1.0, (PluginRow(name="bindings"),))
    text = "\n".join(lines(capsys, report, Halt(), report))
    assert text.count("bindings") == 1
    assert text.index("halt") < text.index("bindings")


def test_a_text_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, Say("\x1b[2J\nHi")) == ['[  0.00 s] say " [2J Hi"']


class ClosedPipe(io.StringIO):
    """Nobody reads any more."""

    def flush(self) -> None:
        raise BrokenPipeError


def test_a_closed_pipe_makes_it_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = ClosedPipe()
    monkeypatch.setattr(sys, "stdout", pipe)
    play(Terminal(), Say("one"), Say("two"))
    assert pipe.getvalue() == '[  0.00 s] say "one"\n'


def test_no_standard_output_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: TextIO | None = None
    monkeypatch.setattr(sys, "stdout", nothing)
    assert play(Terminal(), Say("one")) == []


def test_letters_that_cannot_be_shown_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", newline="\n")
    monkeypatch.setattr(sys, "stdout", file)
    play(Terminal(), Say("\u00dcber \u2603"))
    assert file.buffer.getvalue() == b'[  0.00 s] say "\xdcber ?"\n'  # type: ignore[attr-defined]


PROGRAM = """
from kinesics import Say
from kinesics.testing import play
from kinesics_terminal import Terminal
play(Terminal(), *[Say("word " * 20)] * 5000)
"""


def test_a_program_whose_reader_has_left_ends_in_peace() -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    program.stdout.readline()
    program.stdout.close()
    program.stdout = None
    assert program.communicate(timeout=30)[1] == ""
    assert program.returncode == 0


def test_always_and_never_overrule_what_standard_output_is() -> None:
    with pytest.raises(ValueError, match="'auto', 'always' or 'never'"):
        TerminalConfig.model_validate({"plain": "sometimes"})


def test_neither_rich_nor_numpy_is_loaded_with_it() -> None:
    program = "import sys, kinesics_terminal; print({'rich', 'numpy'} & set(sys.modules))"
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "set()\n"
