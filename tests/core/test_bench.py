"""The figures of `kinesics bench bus` are sane; how good they are is for `benchmarks/` to say."""

import json

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from kinesics.bench.bus import Figures, burst, figures, hop
from kinesics.bench.room import bare_echo, echo, frame_one_way
from kinesics.bench.timers import timer_cost
from kinesics.cli import main


def is_sane(result: Figures, laps: int) -> bool:
    return result.laps == laps and 0.0 < result.p50 <= result.p95 <= result.p99


@given(lists(floats(1e-9, 1e3), min_size=1))
def test_figures_are_laps_that_were_run_in_order(laps: list[float]) -> None:
    result = figures(laps)
    assert is_sane(result, len(laps))
    assert set(result[1:]) <= set(laps)


def test_figures_of_a_hundred_laps_are_the_50th_95th_and_99th_from_below() -> None:
    assert figures(range(100)) == Figures(100, 50, 95, 99)


def test_each_hop_is_a_lap() -> None:
    with hop(pause_s=0.0) as laps:
        assert is_sane(figures(laps(20)), 20)
        assert is_sane(figures(laps(30)), 30)


def test_burst_drops_nothing_and_gives_a_rate() -> None:
    with burst() as run:
        assert run(2_000) > 0.0


def test_timers_cost_something_alone_and_in_the_monitor() -> None:
    cost = timer_cost(rounds=3, count=500)
    assert cost.alone > 0.0
    assert cost.read > 0.0
    assert cost.total >= cost.alone + cost.read


def test_calls_come_back_from_another_process() -> None:
    with echo(pause_s=0.0) as laps, bare_echo(pause_s=0.0) as bare_laps:
        assert is_sane(figures(laps(20)), 20)
        assert is_sane(figures(bare_laps(20)), 20)


def test_pictures_reach_another_process_unharmed() -> None:
    with frame_one_way(pause_s=0.0) as laps:
        assert is_sane(figures(laps(20)), 20)


def test_bench_bus_prints_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "bus", "--json", "--seconds", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 0.0 < found["hop_p50_s"] <= found["hop_p95_s"] <= found["hop_p99_s"]
    assert all(value > 0.0 for value in found.values())


def test_bench_bus_explains_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "bus", "--seconds", "1"]) == 0
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("hop", "burst", "timers", "isolated", "bare pyzmq"))


@pytest.mark.parametrize("seconds", ["0", "nan", "soon"])
def test_a_time_that_makes_no_sense_is_refused(
    seconds: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["bench", "bus", "--seconds", seconds])
    assert "1 to 3600" in capsys.readouterr().err
