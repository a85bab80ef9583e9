"""Writes what happens as a Chrome trace: a track for each plugin, arrows from cause to effect.

The file is an array of events that stays valid when the house ends abruptly; ui.perfetto.dev and
chrome://tracing open it.
"""

import contextlib
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from kinesics.errors import ConfigError
from kinesics.hooks import listen
from kinesics.monitor.span import Figure, Measured, Part, Span

HOUSE = "the house"
REMEMBERED = 4096


class TraceWriter:
    """A listener of the runtime that writes to a file until it is closed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.count = 0
        self._out = _open(file)
        self._out.write(b"[\n")
        self._tracks: dict[str, int] = {}
        self._seen: set[int] = set()
        self._order: deque[int] = deque()
        self._encode = msgspec.json.Encoder().encode

    @listen
    def handled(self, measured: Sequence[Measured]) -> None:
        for one in measured:
            for entry in self._of(one):
                self._write(entry)
            self.count += 1
        self._out.flush()

    def close(self) -> None:
        with contextlib.suppress(ValueError):
            self._write(_entry("M", "process_name", 0, 0.0, args={"name": "Kinesics"}))
            self._out.seek(-2, 1)
            self._out.write(b"\n]\n")
            self._out.close()

    def _of(self, one: Measured) -> Iterator[dict[str, Any]]:
        match one:
            case Span():
                return self._of_span(one)
            case Part():
                return self._of_part(one)
            case Figure():
                return self._of_figure(one)

    def _of_span(self, span: Span) -> Iterator[dict[str, Any]]:
        if not span.cause:
            yield from self._of_source(span)
        track = self._track(span.plugin)
        yield _entry(
            "X",
            span.event,
            track,
            span.began,
            dur=(span.ended - span.began) * 1e6,
            cat="event",
            args={
                "waited_ms": (span.began - span.put_at) * 1e3,
                "cpu_ms": span.cpu * 1e3,
                "since_first_cause_ms": (span.began - span.since) * 1e3,
                "turn": span.turn,
                "number": span.number,
                "cause": span.cause,
                "outcome": span.outcome,
            },
        )
        source = self._track(span.by) if span.cause else self._track(_source_name(span.by))
        arrow = f"{span.number}-{track}"
        yield _entry("s", span.event, source, span.put_at, id=arrow, cat="cause")
        yield _entry("f", span.event, track, span.began, id=arrow, cat="cause", bp="e")

    def _of_source(self, span: Span) -> Iterator[dict[str, Any]]:
        """An event without a cause: from its moment at the sensor to the bus."""
        if span.number in self._seen:
            return
        self._seen.add(span.number)
        self._order.append(span.number)
        if len(self._order) > REMEMBERED:
            self._seen.discard(self._order.popleft())
        began = min(span.since, span.put_at - 1e-6)
        track = self._track(_source_name(span.by))
        duration = (span.put_at - began) * 1e6 + 1
        yield _entry("X", span.event, track, began, dur=duration, cat="source")

    def _of_part(self, part: Part) -> Iterator[dict[str, Any]]:
        duration = (part.ended - part.began) * 1e6
        yield _entry("X", part.name, self._track(part.plugin), part.began, dur=duration, cat="part")

    def _of_figure(self, one: Figure) -> Iterator[dict[str, Any]]:
        name = f"{one.plugin}: {one.name}"
        yield _entry("C", name, 0, one.at, args={"value": one.value})

    def _track(self, name: str) -> int:
        if name not in self._tracks:
            track = self._tracks[name] = len(self._tracks) + 1
            self._write(_entry("M", "thread_name", track, 0.0, args={"name": name or HOUSE}))
        return self._tracks[name]

    def _write(self, entry: dict[str, Any]) -> None:
        self._out.write(self._encode(entry) + b",\n")


def _entry(phase: str, name: str, track: int, at: float, **more: object) -> dict[str, Any]:
    return {"ph": phase, "name": name, "pid": 1, "tid": track, "ts": at * 1e6, **more}


def _source_name(by: str) -> str:
    return f"{by or HOUSE} (source)"


def _open(file: Path) -> IO[bytes]:
    try:
        return file.open("wb")
    except OSError as error:
        raise ConfigError(f"--trace {file}: cannot be written: {error.strerror}") from error
