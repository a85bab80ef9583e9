"""Draws what a command costs by how many are sent together, one field for each body."""

import datetime
import importlib.util
import math
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kinesics.bench.ipc import SIZES, Mode, Result
from kinesics.bench.ipc_finding import micros
from kinesics.bench.ipc_plain import JsonDumps, Nagle, Pipelined, RequestReply
from kinesics.bench.ipc_ways import WAYS, Batched
from kinesics.errors import MissingPart

COLOURS = {
    JsonDumps.name: "#000000",
    RequestReply.name: "#CC79A7",
    Pipelined.name: "#E69F00",
    Nagle.name: "#009E73",
    Batched.name: "#0072B2",
}
"""Five that stay apart for every kind of colour vision (after Okabe and Ito)."""
MARKS = dict(zip((way.name for way in WAYS), "svD^o", strict=True))
HEIGHT_INCHES = 4.7
FIELD_INCHES, LEAST_INCHES = 5.5, 10.5
"""So that two fields side by side can be read at 800 pixels, and one leaves room for the title."""
GREY = "#555555"
LEFT_INCHES, RIGHT_INCHES = 0.5, 2.0
"""Beside a field, for its numbers and its labels."""
LEAST_APART = 0.125
"""Between two labels, as a part of the height."""


def look_for_matplotlib() -> None:
    """Raises MissingPart, before anything is measured."""
    if importlib.util.find_spec("matplotlib") is None:
        raise MissingPart('a picture needs matplotlib; pip install "kinesics[plot]"')


def draw(results: Sequence[Result], file: str | Path, command: str) -> None:
    """Write the picture of mode `sizes`; the ending of the file says in which format."""
    look_for_matplotlib()
    from matplotlib.figure import Figure

    sizes = [one for one in results if one.mode == Mode.SIZES]
    receivers = list(dict.fromkeys(one.receiver for one in sizes))
    whole = max(FIELD_INCHES * len(receivers), LEAST_INCHES)
    wide = whole / len(receivers)
    # Any, as in all functions below: matplotlib's own types are only partly known.
    figure: Any = Figure((whole, HEIGHT_INCHES))
    lowest, highest = _range_us(sizes)
    fields: Any = figure.subplots(1, len(receivers), squeeze=False)[0]
    for field, receiver in zip(fields, receivers, strict=True):
        some = [one for one in sizes if one.receiver == receiver]
        field.set_ylim(lowest, highest)
        _draw_field(field, _shown(receiver), some)
    left, right = LEFT_INCHES / whole, 1.0 - RIGHT_INCHES / whole
    gap = (LEFT_INCHES + RIGHT_INCHES) / (wide - LEFT_INCHES - RIGHT_INCHES)
    figure.subplots_adjust(left=left, right=right, top=0.74, bottom=0.19, wspace=gap)
    title, rest = _title(sizes)
    figure.text(left, 0.93, title, fontsize=14, fontweight="bold", va="center")
    figure.text(left, 0.855, rest, fontsize=10.5, color=GREY, va="center")
    figure.text(left, 0.025, _footer(command), fontsize=8, color=GREY)
    figure.savefig(file, dpi=144, metadata={"Date": None} if _is_svg(file) else None)


def _draw_field(field: Any, receiver: str, results: list[Result]) -> None:
    field.set_xscale("log")
    field.set_yscale("log")
    field.set_title(receiver, loc="left", fontsize=10.5, fontweight="bold", color=GREY)
    field.set_xlabel("commands told at once", color=GREY, fontsize=10)
    field.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    ticks = [us for us in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if _within(field, us)]
    field.set_yticks(ticks, [f"{us:g}" for us in ticks])
    field.minorticks_off()
    field.grid(axis="y", color="#e6e6e6", linewidth=0.7)
    for side in ("top", "right", "left"):
        field.spines[side].set_visible(False)
    field.tick_params(colors=GREY, length=0, labelsize=10)
    ends: dict[str, float] = {}
    for way in WAYS:
        own = [one for one in results if one.way == way.name]
        costs = [one.per_command_s * 1e6 for one in own]
        field.plot(
            [one.size for one in own],
            costs,
            color=COLOURS[way.name],
            marker=MARKS[way.name],
            markersize=4,
            linewidth=2.6 if way is Batched else 1.4,
        )
        ends[way.name] = costs[-1]
    _label(field, ends)


def _label(field: Any, ends: dict[str, float]) -> None:
    """Write each way at the end of its line, moved apart where they would cover each other."""
    low, high = (math.log(end) for end in field.get_ylim())
    floor = -math.inf
    for name, cost in sorted(ends.items(), key=lambda one: one[1]):
        place = max((math.log(cost) - low) / (high - low), floor + LEAST_APART)
        floor = place
        first, _, second = name.partition(", ")
        field.annotate(
            f"{first}\n{second} {micros(cost / 1e6)} us",
            (1.0, place),
            xytext=(12, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            fontsize=9.5,
            linespacing=1.0,
            color=COLOURS[name],
            fontweight="bold" if name == Batched.name else "normal",
            annotation_clip=False,
        )


def _within(field: Any, us: float) -> bool:
    low, high = field.get_ylim()
    return bool(low <= us <= high)


def _range_us(results: Iterable[Result]) -> tuple[float, float]:
    costs = [one.per_command_s * 1e6 for one in results]
    return min(costs) / 1.6, max(costs) * 1.6


def _title(sizes: Sequence[Result]) -> tuple[str, str]:
    """What the picture shows of the first body, and against what; fits the narrowest picture."""
    at_hundred = next(one for one in sizes if one.way == Batched.name and one.size == 100)
    at_one = next(one for one in sizes if one.way == Batched.name and one.size == SIZES[0])
    body, times = _shown(at_hundred.receiver), at_hundred.times_single
    against = "than one at a time with a wait for each"
    if times < 1.0:
        found = f"To {body}, batching does not pay here"
        against = f"100 in a batch cost {1 / times:.1f}x more {against}"
    else:
        found = f"To {body}, a command in a batch of 100 costs {times:.0f}x less"
    if times >= 1.0 > at_one.times_single:
        against += f"; one alone {1 / at_one.times_single:.1f}x more"
    return found, f"{against}.  Microseconds for each command"


def _shown(receiver: str) -> str:
    match receiver:
        case "python":
            return "a body in Python"
        case "unity":
            return "the C# core for Unity, under mono"
        case _:
            return "a given body"


def _footer(command: str) -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{today}; {machine}, Python {platform.python_version()}; {command}"


def _is_svg(file: str | Path) -> bool:
    return str(file).lower().endswith(".svg")
