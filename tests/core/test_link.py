"""One connection to a body, over real sockets."""

import itertools
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cutting import CuttingLine
from kinesics.body import Body
from kinesics.errors import CommandError
from kinesics.monitor.span import Figure, Measured, Part, attach
from kinesics.testing import FakeBody
from kinesics.wire import Hello, Reply
from links import link_to
from odd_body import HELLO, WELCOME, OddBody
from waiting import wait_until


@pytest.fixture
def body() -> Iterator[FakeBody]:
    with FakeBody() as body:
        yield body


def names(body: FakeBody) -> list[str]:
    return [one["command"] for one in body.commands]


def test_the_first_command_leaves_at_once_and_the_next_ones_together(body: FakeBody) -> None:
    with link_to(body.port, period_s=0.2) as link:
        wait_until(lambda: link.state.connected)
        link.append("first")
        body.wait_for(1)
        for name in ("a", "b", "c"):
            link.append(name)
        assert link.wait(5.0)
        assert names(body) == ["first", "a", "b", "c"]
        assert body.batches == 2


def test_flush_does_not_wait_for_the_end_of_the_period(body: FakeBody) -> None:
    with link_to(body.port, period_s=3600.0) as link:
        wait_until(lambda: link.state.connected)
        link.append("first")
        body.wait_for(1)
        link.append("second")
        link.flush()
        assert link.wait(5.0)
    assert names(body) == ["first", "second"]


def test_a_burst_of_values_goes_out_as_few_batches_and_the_newest_arrives(body: FakeBody) -> None:
    with link_to(body.port) as link:
        wait_until(lambda: link.state.connected)
        for number in range(13_000):
            link.replace("pose", "set_pose", {"number": number})
        assert link.wait(5.0)
        assert body.commands[-1]["data"] == {"number": 12_999}
        assert body.batches < 130


def test_many_appended_commands_arrive_in_order_in_several_batches(body: FakeBody) -> None:
    with link_to(body.port) as link:
        for number in range(5_000):
            link.append("count", {"number": number})
        assert link.wait(10.0)
    assert [one["data"]["number"] for one in body.commands] == list(range(5_000))
    assert body.batches >= 5


def test_a_body_that_comes_later_gets_what_it_should_know(body: FakeBody) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    with link_to(port) as link:
        link.replace("mood", "happy")
        wait_until(lambda: "nobody listens" in link.state.why)
        late = Body(lambda _, __: None, Hello(), port=port)
        with late:
            assert link.wait(5.0)
            assert late.desk.commands == 1


def test_after_a_hang_up_the_newest_values_come_again_and_no_old_command(body: FakeBody) -> None:
    with link_to(body.port) as link:
        wait_until(lambda: link.state.connected)
        link.replace("mood", "set_mood", {"value": 1})
        link.append("wave")
        link.replace("pose", "set_pose", {"value": 2})
        assert link.wait(5.0)
        body.hang_up()
        wait_until(lambda: link.state.connections == 2)
        assert link.wait(5.0)
        assert names(body) == ["set_mood", "wave", "set_pose", "set_pose", "set_mood"]


def test_what_is_told_while_the_body_is_away_is_bounded_and_counted() -> None:
    with link_to(1, most_appended=10) as link:
        for number in range(50):
            link.append("wave", {"number": number})
        assert link.state.dropped == 40


def test_a_command_that_the_body_refuses_is_counted_and_told() -> None:
    def refuse(command: str, _: Mapping[str, Any]) -> None:
        if command == "bad":
            raise CommandError("it cannot")

    told: list[Reply] = []
    with Body(refuse, Hello()) as body, link_to(body.port, told=told.append) as link:
        link.append("good")
        link.append("bad")
        assert link.wait(5.0)
        wait_until(lambda: bool(told))
        assert link.state.refused == 1
        assert told[0].errors[0].error == "it cannot"


def test_a_command_that_cannot_travel_is_told_to_who_told_it(body: FakeBody) -> None:
    with link_to(body.port) as link:
        link.append("a")
        for bad in ({"text": "x" * 1_100_000}, {"x": object()}, {"x": float("nan")}):
            with pytest.raises(CommandError, match="'bad' cannot be sent"):
                link.append("bad", bad)
            with pytest.raises(CommandError, match="'bad' cannot be sent"):
                link.replace("key", "bad", bad)
            with pytest.raises(CommandError, match="'bad' cannot be sent"):
                link.append_all([("b", {}), ("bad", bad)])
        link.append("c")
        assert link.wait(5.0)
        assert names(body) == ["a", "c"]


def test_a_command_too_long_for_this_body_is_dropped_and_the_others_arrive(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    small = Body(lambda command, _: done.append(command), Hello(max_line=2_000))
    with small, link_to(small.port) as link:
        wait_until(lambda: link.state.connected)
        link.append_all([("a", {}), ("long", {"text": "x" * 5_000}), ("b", {})])
        assert link.wait(5.0)
        assert (done, link.state.dropped) == (["a", "b"], 1)
    assert "too long for it" in caplog.text


def test_what_takes_long_is_done_once_by_a_body_that_is_only_cut_off(body: FakeBody) -> None:
    with link_to(body.port) as link:
        link.ensure("model", "load")
        link.replace("pose", "set_pose")
        assert link.wait(5.0)
        body.hang_up()
        wait_until(lambda: names(body).count("set_pose") == 2)
        assert names(body).count("load") == 1


def test_a_kept_value_waits_until_who_drives_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinesics.link.limits.SEAT_S", 0.02)
    with FakeBody() as body, link_to(body.port) as driver:
        driver.append("drive")
        assert driver.wait(5.0)
        with link_to(body.port) as second:
            second.replace("mood", "happy")
            wait_until(lambda: second.state.batches >= 2)
            assert names(body) == ["drive"]
            driver.close()
            wait_until(lambda: names(body) == ["drive", "happy"])


def test_a_late_value_does_not_delay_those_after_it(body: FakeBody) -> None:
    with link_to(body.port, period_s=0.1) as link:
        wait_until(lambda: link.state.connected)
        due: list[float] = []
        for _ in range(3):
            before = body.batches
            link.replace("pose", "set_pose")
            wait_until(lambda before=before: body.batches > before)
            due.append(link._rhythm.due)  # pyright: ignore[reportPrivateUsage]  (the rhythm itself)
    rhythm = [(later - earlier) / 0.1 for earlier, later in itertools.pairwise(due)]
    assert rhythm == pytest.approx([round(one) for one in rhythm], abs=1e-6)


def test_who_is_told_of_replies_may_fail_and_may_close() -> None:
    def refuse(_: str, __: Mapping[str, Any]) -> None:
        raise CommandError("no")

    def told(_: Reply) -> None:
        link.close()
        raise RuntimeError("on purpose")

    with Body(refuse, Hello()) as body:
        link = link_to(body.port, told=told)
        link.open()
        link.append("wave")
        wait_until(lambda: not link._thread.is_alive())  # pyright: ignore[reportPrivateUsage]


def test_closing_does_not_wait_for_who_never_answers() -> None:
    mute = OddBody()
    link = link_to(mute.port)
    link.open()
    wait_until(lambda: mute.guests == 1)
    closer = threading.Thread(target=link.close)
    closer.start()
    closer.join(1.5)
    assert not closer.is_alive()
    mute.close()


def test_a_link_without_the_token_is_told_what_is_missing() -> None:
    with FakeBody(token="s3cret") as body:  # noqa: S106
        with link_to(body.port) as link:
            wait_until(lambda: "asks for a token" in link.state.why)
        with link_to(body.port, token="guess") as link:  # noqa: S106
            wait_until(lambda: "wrong token" in link.state.why)
        with link_to(body.port, token="s3cret") as link:  # noqa: S106
            link.append("wave")
            assert link.wait(5.0)
        assert names(body) == ["wave"]


def test_round_trips_and_the_connection_are_told_to_the_monitor(body: FakeBody) -> None:
    measured: list[Measured] = []
    attach("unity", measured.append)
    with link_to(body.port) as link:
        link.append("wave")
        assert link.wait(5.0)
        wait_until(lambda: any(isinstance(one, Part) for one in measured))
    parts = [one for one in measured if isinstance(one, Part)]
    figures = [(one.plugin, one.name, one.value) for one in measured if isinstance(one, Figure)]
    assert (parts[0].plugin, parts[0].name) == ("unity", "round trip")
    assert ("unity", "connected", 1.0) in figures
    attach("", measured.append)


def test_the_log_says_once_what_is_wrong(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    with link_to(port, name="unity") as link:
        wait_until(lambda: link.state.why != "not opened")
        with Body(lambda _, __: None, Hello(name="Kini"), port=port):
            wait_until(lambda: link.state.connected)
    lines = [one.message for one in caplog.records if one.name.startswith("kinesics.link")]
    assert lines[:2] == [
        f"unity: no body at 127.0.0.1:{port} yet (nobody listens there); trying again",
        f"unity: connected to 127.0.0.1:{port} (Kini), told it 0 kept values",
    ]


def test_a_reader_that_sleeps_neither_blocks_nor_costs_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sleeper = OddBody(HELLO, WELCOME)
    with link_to(sleeper.port, most_appended=100) as link:
        wait_until(lambda: link.state.connected)
        big = {"text": "x" * 100_000}
        for number in range(2_000):
            link.replace("pose", "set_pose", big)
            link.append("count", {"number": number})
        state = link.state
        assert state.bytes_sent < 20 * 100_000
        assert state.dropped >= 1_000
    sleeper.close()


def test_an_idle_line_is_kept_alive(monkeypatch: pytest.MonkeyPatch, body: FakeBody) -> None:
    monkeypatch.setattr("kinesics.link.limits.HEARTBEAT_S", 0.02)
    monkeypatch.setattr("kinesics.link.limits.SILENT_S", 0.5)
    with link_to(body.port) as link:
        wait_until(lambda: link.state.round_trip_s > 0.0)
        assert link.state.connections == 1
        assert body.commands == []


def test_close_sends_what_waits(body: FakeBody) -> None:
    link = link_to(body.port, period_s=3600.0)
    link.open()
    wait_until(lambda: link.state.connected)
    for name in ("a", "b", "c"):
        link.append(name)
    link.close(5.0)
    assert names(body) == ["a", "b", "c"]


def test_a_link_that_was_never_opened_can_be_told_and_closed() -> None:
    link = link_to(1)
    link.append("wave")
    link.close()


cuts = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=5)
told = st.lists(st.tuples(st.sampled_from(["append", "replace", "flush"]), st.integers(0, 2)),
                min_size=1, max_size=30)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts, told)
@example([(150, 900), (900, 150), (400, 90)], [("append", 0)] * 20)
def test_nothing_told_is_lost_or_done_twice_wherever_the_line_is_cut(
    cuts: list[tuple[int, int]], told: list[tuple[str, int]]
) -> None:
    newest: dict[str, int] = {}
    with (
        FakeBody() as body,
        CuttingLine(body.port, cuts) as line,
        link_to(line.port, period_s=0.002, stale_s=60.0) as link,
    ):
        for number, (act, key) in enumerate(told):
            match act:
                case "append":
                    link.append("append", {"number": number})
                case "replace":
                    newest[f"key{key}"] = number
                    link.replace(f"key{key}", f"key{key}", {"number": number})
                case _:
                    link.flush()
        assert link.wait(20.0)
        got = body.commands
    appended = [one["data"]["number"] for one in got if one["command"] == "append"]
    assert appended == [number for number, (act, _) in enumerate(told) if act == "append"]
    shown = {one["command"]: one["data"]["number"] for one in got if one["command"] != "append"}
    assert shown == newest
