"""Lays a scene out in lines: the robot at the left, what happens at the right, timing below."""

import functools

from rich.box import ROUNDED
from rich.color import Color
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from kinesics import Report, timing_table
from kinesics_terminal.extras import Extras
from kinesics_terminal.features import Features, features
from kinesics_terminal.glyphs import Ink, Run, Shade, draw
from kinesics_terminal.looks import Looks, strongest
from kinesics_terminal.paper import printable
from kinesics_terminal.picture import HEIGHT, WIDTH, paint
from kinesics_terminal.scene import Entry, Scene
from kinesics_terminal.space import bounded
from kinesics_terminal.talk import Talk

BUBBLE_S = 2.5
"""How long words stay after they have been said."""
LEAST_ROWS, MOST_ROWS = 9, 22
HINT = "It cannot move yet: put [plugins.stage] into the config."
KINDS = {"fact": "cyan", "wish": "magenta", "trouble": "bold red"}

Lines = list[list[Segment]]


class Layout:
    """Keeps the lines of the timing table while there is no newer report."""

    def __init__(self, console: Console, ink: Ink) -> None:
        self._console = console
        self._ink: Ink = ink
        self._table: Lines = []
        self._table_of: tuple[Report | None, int] = (None, 0)

    def lines(self, scene: Scene, now: float, width: int, height: int) -> Lines:
        """As many lines of `width` characters as there is to show, `height` at most."""
        table = self._timing(scene.report, width)
        # A line is twice as high as a character is wide.
        widest = width // 2 * HEIGHT / WIDTH / 2
        rows = int(max(LEAST_ROWS, min(height - len(table), widest, MOST_ROWS)))
        seen = features(scene.channels)
        robot = self._robot(seen, scene.extras(now), rows)
        across = Segment.get_line_length(robot[0])
        story = self._story(scene, seen, now, max(8, width - across - 1), rows)
        gap = [Segment(" ")]
        upper = [left + gap + right for left, right in zip(robot, story, strict=True)]
        lines = (upper + table)[:height]
        return [Segment.adjust_line_length(line, width) for line in lines]

    def _robot(self, seen: Features, extras: Extras, rows: int) -> Lines:
        image = paint(seen, rows * 2, extras)
        return [[_segment(run) for run in line] for line in draw(image, self._ink)]

    def _story(self, scene: Scene, seen: Features, now: float, width: int, rows: int) -> Lines:
        """The mood and the words above, the newest entries below."""
        lines = self._render(_mood(scene, seen.looks, now), width)
        if scene.waits_in_vain(now):
            lines += self._render(Text(HINT, "yellow"), width)
        if (bubble := _bubble(scene.talk, now)) is not None:
            lines += self._render(bubble, width)
        entries = [_entry(entry, width) for entry in scene.entries]
        if scene.hearing:
            entries.append(_one_line(f'        hears "{scene.hearing} ...', width, "italic cyan"))
        told = [line for entry in entries for line in self._render(entry, width)]
        room = max(0, rows - len(lines) - 1)
        lines += self._render("", width) + told[len(told) - min(room, len(told)) :]
        return Segment.set_shape(lines[:rows], width, rows)

    def _timing(self, report: Report | None, width: int) -> Lines:
        if report is None:
            return []
        if self._table_of[0] is not report or self._table_of[1] != width:
            self._table = self._render(timing_table(report, width), width)
            self._table_of = (report, width)
        return self._table

    def _render(self, what: RenderableType, width: int) -> Lines:
        options = self._console.options.update(width=max(1, width), height=None)
        return self._console.render_lines(what, options)


def _mood(scene: Scene, looks: Looks, now: float) -> Text:
    red, green, blue = (
        round(31 * bounded(part)) * 8 for part in (looks.red, looks.green, looks.blue)
    )
    move = scene.moving(now)
    return Text.assemble(
        ("mood ", "dim"),
        (strongest(scene.channels), _style((red, green, blue), None) + Style(bold=True)),
        ("   move ", "dim") if move else "", (printable(move), "bold"),
    )  # fmt: skip


def _bubble(talk: Talk, now: float) -> Panel | None:
    if (line := talk.line_at(now)) is None or now > line.ends_at + BUBBLE_S:
        return None
    said, unsaid = line.said(now), line.text[len(line.said(now)) :]
    text = Text.assemble((printable(said), "bold"), (printable(unsaid), "dim"))
    return Panel(text, box=ROUNDED, border_style="dim", expand=False)


def _entry(entry: Entry, width: int) -> Text:
    text = f"{entry.at_s:7.2f} {entry.text}"
    if entry.kind == "trouble":
        # To the end: the remedy stands there.
        return Text(printable(text), KINDS[entry.kind], overflow="fold")
    return _one_line(text, width, KINDS[entry.kind])


def _one_line(text: str, width: int, style: str) -> Text:
    """Cut off with dots that every terminal knows."""
    text = printable(text)
    return Text(text if len(text) <= width else f"{text[: width - 3]}...", style, no_wrap=True)


def _segment(run: Run) -> Segment:
    return Segment(run.text, _style(run.ink, run.paper))


@functools.lru_cache(maxsize=4096)
def _style(ink: Shade | None, paper: Shade | None) -> Style:
    return Style(
        color=None if ink is None else Color.from_rgb(*ink),
        bgcolor=None if paper is None else Color.from_rgb(*paper),
    )
