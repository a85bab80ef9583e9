"""Shows scenes on a terminal with rich, and gives the terminal back."""

import threading
from typing import IO, cast

from rich.console import Console
from rich.live import Live
from rich.segment import SegmentLines

from kinesics_terminal.glyphs import BLOCKS, Ink
from kinesics_terminal.layout import Layout, Lines
from kinesics_terminal.paper import Paper
from kinesics_terminal.scene import Scene


class Screen:
    """Has the whole terminal until it is closed.  Any thread may call it."""

    def __init__(self, paper: Paper) -> None:
        # rich asks a file for no more than Paper has.
        self._console = Console(file=cast("IO[str]", paper), force_terminal=True)
        self._layout = Layout(self._console, self._choose_ink(paper))
        self._last: Lines = []
        self._lock = threading.Lock()
        # What others print while this shows the robot stays theirs: nothing is redirected.
        self._live = Live(
            console=self._console,
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def show(self, scene: Scene, now: float) -> None:
        with self._lock:
            if self._live.is_started:
                width, height = self._console.size
                self._last = self._layout.lines(scene, now, width, height)
                self._live.update(SegmentLines(self._last, new_lines=True), refresh=True)

    def close(self) -> None:
        """Give the terminal back, with the last picture on it."""
        with self._lock:
            if self._live.is_started:
                self._live.stop()
                self._console.print(SegmentLines(self._last, new_lines=True), end="")

    def _choose_ink(self, paper: Paper) -> Ink:
        if not paper.can_show(BLOCKS):
            return "ascii"
        if self._console.no_color or self._console.color_system is None:
            return "blocks"
        return "colour"
