"""Says in words what the figures of `kinesics bench ipc` mean for whoever tells a body to move."""

from collections.abc import Iterable, Sequence

from kinesics.bench.ipc import FRAME_S, SIMPLE, Mode, Result, pays_from
from kinesics.bench.ipc_plain import JsonDumps, Pipelined, RequestReply
from kinesics.bench.ipc_ways import Batched


def finding(results: Sequence[Result]) -> str:
    """One sentence for each receiver."""
    receivers = dict.fromkeys(one.receiver for one in results)
    lines = [_about([one for one in results if one.receiver == name]) for name in receivers]
    return "\n".join(f"{name}: {line}" for name, line in zip(receivers, lines, strict=True))


def batched_times(results: Iterable[Result], other: str) -> float | None:
    """How many times as much the other way takes for a command of a batch of 10."""
    at_ten = [one for one in results if one.size == SIMPLE]
    batched = [one for one in at_ten if one.way == Batched.name]
    others = [one for one in at_ten if one.way == other]
    if not (batched and others):
        return None
    match other:
        case JsonDumps.name:
            return batched[0].times_json
        case RequestReply.name:
            return batched[0].times_single
        case _:
            return others[0].per_command_s / batched[0].per_command_s


def _about(results: list[Result]) -> str:
    by_mode = {mode: [one for one in results if one.mode == mode] for mode in Mode}
    parts = [
        _of_ten(by_mode[Mode.SIMPLE] or by_mode[Mode.SIZES]),
        _of_sizes(by_mode[Mode.SIZES]),
        _of_throughput(by_mode[Mode.THROUGHPUT]),
        _of_expressions(by_mode[Mode.EXPRESSIONS]),
    ]
    return "; ".join(part for part in parts if part) + "."


def _of_ten(results: list[Result]) -> str:
    batched = [one for one in results if one.way == Batched.name and one.size == SIMPLE]
    if not batched:
        return ""
    others = (
        (JsonDumps.name, "json.dumps one at a time"),
        (RequestReply.name, "single with a wait for each"),
        (Pipelined.name, "single without waiting"),
    )
    found = [(batched_times(results, way), words) for way, words in others]
    told = [_than(times, words) for times, words in found if times is not None]
    cost = f"{micros(batched[0].per_command_s)} us"
    return f"in a batch of {SIMPLE} a command costs {cost}, {', '.join(told)}"


def _than(times: float, words: str) -> str:
    if times >= 1.0:
        return f"{times:.1f}x less than {words}"
    return f"{1.0 / times:.1f}x MORE than {words}"


def _of_sizes(results: list[Result]) -> str:
    if not results:
        return ""
    pays = pays_from(results)
    if pays is None:
        largest = max(one.size for one in results)
        at_last = [one for one in results if one.size == largest]
        cheapest = min(at_last, key=lambda one: one.per_command_s)
        return f"with {largest} at once batching does not pay here: {cheapest.way} is cheaper"
    if pays == 1:
        return "batching costs nothing even for one command"
    return f"batching pays from {pays} commands on, below that another way is cheaper"


def _of_throughput(results: list[Result]) -> str:
    rates = {one.way: one.commands_per_s for one in results}
    if not rates:
        return ""
    best = max((way for way in rates if way != Batched.name), key=lambda way: rates[way])
    return (
        f"Link sustains {rate(rates[Batched.name])} commands/s,"
        f" the best of the others {rate(rates[best])} ({best})"
    )


def rate(per_s: float) -> str:
    """Three digits, such as `1.18 M`."""
    if per_s >= 999_500.0:
        return f"{_three(per_s / 1e6)} M"
    return f"{_three(per_s / 1e3)} k" if per_s >= 999.5 else _three(per_s)


def micros(seconds: float) -> str:
    """In microseconds, three digits where there is more than a nanosecond in it."""
    return _three(seconds * 1e6)


def _three(number: float) -> str:
    places = 2 if number < 9.995 else 1 if number < 99.95 else 0
    return f"{number:.{places}f}"


def _of_expressions(results: list[Result]) -> str:
    p50_s = {one.way: one.p50_s for one in results}
    if not p50_s:
        return ""
    batched, first = p50_s[Batched.name] / FRAME_S, p50_s[JsonDumps.name] / FRAME_S
    return (
        f"a face at 60 frames a second waits {batched:.1%} of each frame for its batch,"
        f" {first:.1%} for json.dumps one at a time"
    )
