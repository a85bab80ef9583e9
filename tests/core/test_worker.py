"""The worker: one plugin's life on its threads, its failures, its turns."""

import logging
from collections.abc import Iterator

import pytest

from kinesics import Alert, Effect, Gesture, Interrupt, Plugin, PluginConfig, Say, Stopped, on
from kinesics.bus import Bus
from kinesics.envelope import Envelope
from kinesics.monitor.span import Measured, Span
from kinesics.testing import Collector
from kinesics.worker import GIVE_UP_AFTER, Worker
from lodgers import (
    Answer,
    Ask,
    Clumsy,
    FailingSource,
    FailsToClose,
    FailsToOpen,
    Odd,
    SlowTalker,
    Talker,
    Tick,
    Ticker,
)
from waiting import wait_until


class Bench:
    """A plugin on a worker on a bus, with everything that comes out of it."""

    def __init__(self, plugin: Plugin[PluginConfig]) -> None:
        self.bus = Bus()
        self.heard = Collector()
        self.spans: list[Measured] = []
        self.worker = Worker("it", plugin, self.bus, self.spans.append)
        for handler in plugin.handlers:
            self.bus.subscribe(handler.event, self.worker.inbox)
        for kind in (Answer, Tick, Say, Stopped, Alert):
            self.bus.subscribe(kind, self.heard)


def test_step_handles_one_event_here_and_now() -> None:
    bench = Bench(Odd())
    assert not bench.worker.step()
    bench.bus.publish(Ask("hello"))
    assert bench.worker.step()
    assert bench.heard.events == [Answer("hello")]


def test_a_span_tells_who_did_what_when() -> None:
    bench = Bench(Odd())
    asked = bench.bus.publish(Ask("hello"))
    bench.worker.step()
    (span,) = bench.spans
    assert isinstance(span, Span)
    assert (span.plugin, span.event, span.number, span.outcome) == ("it", "Ask", asked.number, "ok")
    assert span.put_at <= span.began <= span.ended


def test_an_answer_inherits_the_first_cause() -> None:
    bench = Bench(Odd())
    asked = bench.bus.publish(Ask("hello"))
    bench.worker.step()
    (answer,) = bench.heard.envelopes
    assert (answer.since, answer.cause, answer.by) == (asked.since, asked.number, "it")


def test_what_a_source_yields_began_when_it_was_taken() -> None:
    bench = Bench(Ticker())
    bench.worker.start()
    bench.heard.wait_for(lambda events: len(events) == 3)
    stop(bench.worker)
    assert all(one.put_at - one.since >= 1.0 for one in bench.heard.envelopes)


def test_a_source_may_name_the_cause_of_what_it_yields() -> None:
    class Slow(Plugin[PluginConfig]):
        def events(self) -> Iterator[Effect]:
            yield asked.leads_to(Answer("at last"))

    bench = Bench(Slow())
    asked = bench.bus.publish(Ask("?"))
    bench.worker.start()
    bench.heard.wait_for(lambda events: len(events) == 1)
    stop(bench.worker)
    assert bench.heard.envelopes[0].cause == asked.number
    assert bench.heard.envelopes[0].since == asked.since


def test_an_interruption_closes_a_running_generator_between_two_yields() -> None:
    talker = Talker()
    bench = Bench(talker)

    class Impatient:
        def put(self, envelope: Envelope) -> None:
            bench.bus.publish(Interrupt())

    bench.bus.subscribe(Say, Impatient())
    bench.bus.publish(Gesture("wave"))
    bench.worker.step()
    assert talker.ended == "cut"
    assert [span.outcome for span in bench.spans if isinstance(span, Span)] == ["cut"]


def test_who_takes_the_turn_goes_on_in_the_new_one() -> None:
    talker = Talker()
    bench = Bench(talker)
    bench.bus.publish(Gesture("take over"))
    bench.worker.step()
    assert talker.ended == "all said"
    assert [one.turn for one in bench.heard.envelopes] == [0, 1]


def test_a_failure_is_logged_once_in_a_row_and_the_plugin_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench = Bench(Odd())
    for what in ("raise", "raise", "hello"):
        bench.bus.publish(Ask(what))
        bench.worker.step()
    assert bench.heard.events == [Answer("hello")]
    (record,) = caplog.records
    assert record.message.startswith("it: answer() on Ask: ValueError: as asked (lodgers.py:")


def test_a_second_failure_of_another_kind_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(Odd())
    for what in ("raise", "late", "late"):
        bench.bus.publish(Ask(what))
        bench.worker.step()
    assert len(caplog.records) == 2
    assert "too late" in bench.worker.trouble


def test_a_plugin_that_always_fails_is_stopped_and_closed() -> None:
    bench = Bench(Odd())
    bench.worker.start()
    for _ in range(GIVE_UP_AFTER):
        bench.bus.publish(Ask("raise"))
    (stopped,) = bench.heard.wait_for(lambda events: len(events) == 1)
    assert isinstance(stopped, Stopped)
    assert "10 failures in a row, the last: answer() on Ask: ValueError: as asked" in stopped.why
    wait_until(lambda: not bench.worker.threads)
    assert bench.worker.state == "failed"


def test_a_plugin_that_exits_is_stopped_and_not_in_silence() -> None:
    bench = Bench(Odd())
    bench.worker.start()
    bench.bus.publish(Ask("system exit"))
    (stopped,) = bench.heard.wait_for(lambda events: len(events) == 1)
    assert isinstance(stopped, Stopped)
    assert stopped.why.startswith("ended by SystemExit: 4")
    wait_until(lambda: not bench.worker.threads)


def test_a_timeout_is_not_just_any_failure() -> None:
    bench = Bench(Odd())
    bench.bus.publish(Ask("late"))
    bench.worker.step()
    assert [span.outcome for span in bench.spans if isinstance(span, Span)] == ["timeout"]


def test_what_is_no_event_is_refused_with_the_remedy() -> None:
    bench = Bench(Clumsy())
    bench.bus.publish(Ask(""))
    bench.worker.step()
    assert "gave 'hello', which is no event" in str(bench.worker.error)


def test_a_plugin_that_cannot_open_is_closed_and_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL, "kinesics.worker")
    FailsToOpen.closed = 0
    bench = Bench(FailsToOpen())
    bench.worker.start()
    assert bench.worker.opened.wait(5)
    wait_until(lambda: not bench.worker.threads)
    assert (bench.worker.state, FailsToOpen.closed) == ("failed", 1)
    assert bench.worker.why.startswith("open() failed: OSError: no such device (lodgers.py:")


def test_a_plugin_that_cannot_close_is_closed_all_the_same() -> None:
    bench = Bench(FailsToClose())
    bench.worker.start()
    stop(bench.worker)
    assert bench.worker.state == "stopped"


def test_a_source_that_breaks_starts_again_later_each_time_and_then_no_more() -> None:
    bench = Bench(FailingSource())
    bench.worker.restarts._first_delay_s = 0.001  # pyright: ignore[reportPrivateUsage]  (to be quick)
    bench.worker.start()
    bench.heard.wait_for(lambda events: any(isinstance(event, Stopped) for event in events))
    stop(bench.worker)
    assert bench.heard.events.count(Tick(1, taken_at=0.0)) == 0
    ticks = [event for event in bench.heard.events if isinstance(event, Tick)]
    alerts = [event for event in bench.heard.events if isinstance(event, Alert)]
    assert (len(ticks), len(alerts), bench.worker.restarts.count) == (6, 6, 5)
    assert "the camera is gone" in bench.worker.why


def test_a_sleeping_plugin_wakes_up_to_stop() -> None:
    class Sleeper(Plugin[PluginConfig]):
        def events(self) -> Iterator[Tick]:
            self.clock.sleep(3600)
            yield Tick()

        @on(Ask)
        def nap(self, _: Ask) -> None:
            self.clock.sleep(3600)

    bench = Bench(Sleeper())
    bench.worker.start()
    bench.bus.publish(Ask())
    wait_until(lambda: bench.worker.busy is not None)
    stop(bench.worker)
    assert bench.heard.events == []


def stop(worker: Worker) -> None:
    worker.ask_to_stop()
    wait_until(lambda: not worker.threads)


def test_a_running_generator_ends_when_its_plugin_is_stopped() -> None:
    bench = Bench(SlowTalker())
    bench.worker.start()
    bench.bus.publish(Gesture("go"))
    bench.heard.wait_for(lambda events: bool(events))
    stop(bench.worker)
    assert [span.outcome for span in bench.spans if isinstance(span, Span)] == ["cut"]
