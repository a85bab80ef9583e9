"""What a command found out, one line each: how bad it is, where, what, and the remedy."""

import os
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple, TextIO

Level = Literal["ok", "note", "warn", "fail"]

COLOURS: dict[Level, str] = {"ok": "32", "note": "36", "warn": "33", "fail": "1;31"}
GAP = 2
"""Blanks between two columns."""


class Finding(NamedTuple):
    level: Level
    topic: str
    what: str
    remedy: str = ""


class Printer:
    """Prints findings as they come: one line each, on a terminal in colour and folded to fit."""

    def __init__(self, topics: Iterable[str], stream: TextIO | None = None) -> None:
        """`topics` are the ones to come, which set the width of their column."""
        self._stream = sys.stdout if stream is None else stream
        self._topic_width = max(map(len, topics), default=0)
        self._columns = _width() if self._stream.isatty() else 0
        self._coloured = self._stream.isatty() and _likes_colour()
        self._count: Counter[Level] = Counter()

    def print(self, finding: Finding) -> None:
        self._count[finding.level] += 1
        level = finding.level.upper() if finding.level == "fail" else finding.level
        head = f"{level:<{4 + GAP}}{finding.topic:<{self._topic_width + GAP}}"
        text = "; ".join(part for part in (finding.what, finding.remedy) if part)
        line = head + _one_line(text)
        if self._columns > len(head) + 30:
            indent = " " * len(head)
            line = textwrap.fill(
                line, self._columns, subsequent_indent=indent, break_on_hyphens=False
            )
        if self._coloured:
            end = len(level)
            line = f"\033[{COLOURS[finding.level]}m{line[:end]}\033[0m{line[end:]}"
        self.say(line)

    def say(self, line: str) -> None:
        """Print what is no finding; letters that the terminal lacks become question marks."""
        encoding = self._stream.encoding or "ascii"
        self._stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        self._stream.flush()

    def count(self, level: Level) -> int:
        """How many of this level were printed."""
        return self._count[level]

    def summary(self) -> str:
        """In one sentence how bad it is."""
        fails, warns = self._count["fail"], self._count["warn"]
        if not fails and not warns:
            return "All is well."
        parts = [f"{fails} to mend" if fails else "", f"{warns} to look at" if warns else ""]
        return f"{', '.join(filter(None, parts))}."


def _width() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 80


def _likes_colour() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def _one_line(text: str) -> str:
    """Without line breaks and control characters: a name may hold what a stranger wrote."""
    text = " ".join(text.split())
    return "".join(letter if letter.isprintable() else " " for letter in text)
