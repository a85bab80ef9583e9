"""The trace file: a track for each plugin, an arrow for each cause."""

import json
from pathlib import Path
from typing import Any

import pytest

from kinesics import ConfigError
from kinesics.monitor.span import Figure, Part, Span
from kinesics.trace import TraceWriter

SPANS = [
    Span("bindings", "Gesture", "eye", 1, 0, 0, 0.9, 1.0, 1.1, 1.3, 0.1, "ok"),
    Span("body", "Gesture", "eye", 1, 0, 0, 0.9, 1.0, 1.15, 1.2, 0.1, "ok"),
    Span("body", "Say", "bindings", 2, 1, 0, 0.9, 1.2, 1.4, 1.5, 0.1, "ok"),
    Part("body", "draw", 1.41, 1.45),
    Figure("body", "frames a second", 59.9, 1.46),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trace.json"


def read(file: Path) -> list[dict[str, Any]]:
    return json.loads(file.read_text())


def write(file: Path) -> list[dict[str, Any]]:
    writer = TraceWriter(file)
    writer.handled(SPANS)
    writer.close()
    return read(file)


def test_every_plugin_and_source_has_a_track_with_its_name(file: Path) -> None:
    names = {one["args"]["name"] for one in write(file) if one["name"] == "thread_name"}
    assert names == {"eye (source)", "bindings", "body"}


def test_every_figure_is_a_counter(file: Path) -> None:
    (counter,) = (one for one in write(file) if one["ph"] == "C")
    assert (counter["name"], counter["args"]) == ("body: frames a second", {"value": 59.9})


def test_every_span_and_part_is_a_slice_on_its_track(file: Path) -> None:
    entries = write(file)
    tracks = {one["tid"]: one["args"]["name"] for one in entries if one["name"] == "thread_name"}
    slices = [
        (tracks[one["tid"]], one["name"], round(one["ts"]), round(one["dur"]))
        for one in entries
        if one["ph"] == "X"
    ]
    assert slices == [
        ("eye (source)", "Gesture", 900_000, 100_001),
        ("bindings", "Gesture", 1_100_000, 200_000),
        ("body", "Gesture", 1_150_000, 50_000),
        ("body", "Say", 1_400_000, 100_000),
        ("body", "draw", 1_410_000, 40_000),
    ]


def test_every_arrow_begins_in_a_slice_of_its_cause_and_ends_at_its_effect(file: Path) -> None:
    entries = write(file)
    starts = {one["id"]: one for one in entries if one["ph"] == "s"}
    ends = {one["id"]: one for one in entries if one["ph"] == "f"}
    assert starts.keys() == ends.keys()
    assert len(starts) == 3
    for arrow, start in starts.items():
        assert start["ts"] <= ends[arrow]["ts"]
        assert [slice_ for slice_ in entries if holds(slice_, start)]
        assert [slice_ for slice_ in entries if holds(slice_, ends[arrow])]


def holds(slice_: dict[str, Any], point: dict[str, Any]) -> bool:
    if slice_["ph"] != "X" or slice_["tid"] != point["tid"]:
        return False
    return slice_["ts"] <= point["ts"] <= slice_["ts"] + slice_["dur"]


def test_a_trace_that_was_cut_off_needs_only_its_bracket(file: Path) -> None:
    writer = TraceWriter(file)
    writer.handled(SPANS)
    cut = file.read_text()
    assert json.loads(cut.rstrip().rstrip(",") + "]")
    writer.close()


def test_an_empty_trace_is_valid(file: Path) -> None:
    TraceWriter(file).close()
    assert len(read(file)) == 1


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none/trace\.json: cannot be written"):
        TraceWriter(tmp_path / "none" / "trace.json")
