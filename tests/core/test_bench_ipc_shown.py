"""`kinesics bench ipc` shows what it has found: tables, a sentence, a picture."""

import contextlib
import io
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import floats

from kinesics.bench.ipc import SIZES, Mode
from kinesics.bench.ipc_finding import micros, rate
from kinesics.bench.ipc_ways import WAYS
from kinesics.cli import main
from kinesics.cli.bench_ipc_tables import say
from kinesics.testing import FakeBody

FACTORS = {"": 1.0, "k": 1e3, "M": 1e6}


@pytest.fixture
def body() -> Iterator[FakeBody]:
    with FakeBody(("set_bone", "set_expression")) as body:
        yield body


@given(floats(1.0, 9e8))
def test_a_rate_is_short_and_says_three_digits(per_s: float) -> None:
    number, _, factor = rate(per_s).partition(" ")
    assert float(number) * FACTORS[factor] == pytest.approx(per_s, rel=0.006)
    assert len(rate(per_s)) <= len("1.18 M")


@given(floats(1e-6, 9e-4))
def test_a_time_is_short_and_says_three_digits(seconds: float) -> None:
    assert float(micros(seconds)) == pytest.approx(seconds * 1e6, rel=0.006)
    assert len(micros(seconds)) <= 4


@pytest.fixture(scope="module")
def printed() -> str:
    """Of a terminal with 80 columns."""
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as out:
        patch.setenv("COLUMNS", "80")
        assert main(["bench", "ipc", "--seconds", "0.1", "--to", "python"]) == 0
    return out.getvalue()


def test_a_table_for_each_mode_and_a_sentence_at_the_end(printed: str) -> None:
    assert printed.count("python: ") == len(Mode) + 1
    assert all(f"{size}  " in printed for size in SIZES)
    assert "python: in a batch of 10 a command costs" in printed


def test_nothing_is_cut_off_at_80_columns(printed: str) -> None:
    assert "…" not in printed
    assert all(len(line.rstrip()) <= 80 for line in printed.splitlines())
    assert re.search(r"batched, Link +[0-9.]+ [kM] ", printed)


def test_each_way_is_explained_in_a_line(printed: str) -> None:
    lines = [re.sub("  +", "  ", line.rstrip()) for line in printed.splitlines()]
    assert all(f"{way.name}  {way.about}" in lines for way in WAYS)


def test_a_sentence_is_broken_between_words_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    sentence = "unity: json.dumps one-at-a-time costs 12.5x more than it should, of a batch of 10."
    say(sentence)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 2
    assert " ".join(line.strip() for line in lines) == sentence


def test_a_picture_needs_the_mode_that_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "ipc", "--mode", "simple", "--plot", "curve.svg"]) == 1
    assert "--mode sizes" in capsys.readouterr().err


def test_without_matplotlib_nothing_is_measured_for_a_picture(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["bench", "ipc", "--plot", "curve.svg"]) == 1
    err = capsys.readouterr().err
    assert 'pip install "kinesics[plot]"' in err
    assert "round" not in err


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_picture_is_what_its_name_says(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], body: FakeBody
) -> None:
    pytest.importorskip("matplotlib", reason='pip install "kinesics[plot]"')
    file = tmp_path / f"curve.{ending}"
    words = ["bench", "ipc", "--mode", "sizes", "--seconds", "0.1", "--plot", str(file)]
    assert main([*words, "--to", f"127.0.0.1:{body.port}"]) == 0
    written = file.read_bytes()
    if ending == "png":
        assert written.startswith(b"\x89PNG")
        return
    assert ET.fromstring(written).tag.endswith("svg")  # noqa: S314  (our own)
    assert str(tmp_path).encode() not in written
    assert str(Path.home()).encode() not in written


def test_nothing_in_the_picture_touches_its_right_edge(tmp_path: Path, body: FakeBody) -> None:
    pytest.importorskip("matplotlib", reason='pip install "kinesics[plot]"')
    from matplotlib.image import imread

    file, to = tmp_path / "curve.png", f"127.0.0.1:{body.port}"
    words = ["bench", "ipc", "--mode", "sizes", "--seconds", "0.1", "--plot", str(file)]
    assert main([*words, "--to", to, "--to", "python"]) == 0
    pixels = imread(file)
    assert pixels.min() < 0.1
    assert pixels[:, -20:].min() == 1.0
