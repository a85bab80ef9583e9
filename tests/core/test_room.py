"""The room: the same plugin in a process of its own, and what happens when that dies or hangs."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from kinesics import Frame, Gesture, Interrupt, Plugin, PluginConfig, Say, Stopped
from kinesics.monitor.span import Part, Span
from lodgers import (
    Ask,
    Camera,
    Careless,
    Eye,
    FailingSource,
    FailsInInit,
    FailsToOpen,
    Hog,
    Odd,
    OddConfig,
    SlowTalker,
    Ticker,
)
from rooms import OpenHome
from waiting import wait_until

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place of its own for what should not be left behind; short, as addresses must be."""
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def test_the_same_plugin_lives_in_another_process_unchanged(home: OpenHome) -> None:
    odd = home(Odd(OddConfig(greeting="hi")))
    assert odd.ask("greeting") == "hi"
    assert int(odd.ask("pid")) == odd.room.pid != os.getpid()


def test_cause_and_moment_come_back_out_of_the_process(home: OpenHome) -> None:
    odd = home(Odd())
    odd.ask("hello")
    asked, answered = odd.heard.envelopes
    assert (answered.cause, answered.since, answered.by) == (asked.number, asked.since, "it")
    wait_until(lambda: len(odd.spans) == 1)
    (span,) = odd.spans
    assert isinstance(span, Span)
    assert asked.put_at < span.began <= answered.put_at <= span.ended


def test_a_source_tells_from_its_process_when_it_saw_something(home: OpenHome) -> None:
    ticker = home(Ticker())
    ticker.heard.wait_for(lambda events: len(events) == 3)
    assert all(one.put_at - one.since >= 1.0 for one in ticker.heard.envelopes)


def test_a_part_measured_in_the_process_is_reported_here(home: OpenHome) -> None:
    odd = home(Odd())
    odd.ask("part")
    wait_until(lambda: any(isinstance(one, Part) and one.name == "a part" for one in odd.spans))


def test_frames_go_in_and_arrays_come_out_by_shared_memory(home: OpenHome) -> None:
    eye, odd = home(Eye()), home(Odd())
    for value in (5, 6):
        eye.bus.publish(Frame(np.full((480, 640, 3), value, np.uint8)))
        eye.heard.wait_for(lambda _, value=value: len(eye.answers()) == value - 4)
    assert [one.what for one in eye.answers()] == [f"(480, 640, 3) {n} False" for n in (5, 6)]
    odd.ask("array")
    data = odd.answers()[0].data
    assert np.array_equal(data, np.arange(100_000))
    assert not data.flags.writeable


def test_many_large_frames_come_out_whole(home: OpenHome) -> None:
    camera = home(Camera())
    camera.heard.wait_for(lambda events: len(events) == 300, timeout_s=20)
    frames = [event for event in camera.heard.events if isinstance(event, Frame)]
    assert all((frame.pixels == n % 256).all() for n, frame in enumerate(frames))


def test_an_interruption_cuts_a_generator_in_its_process(home: OpenHome) -> None:
    talker = home(SlowTalker())
    talker.bus.publish(Gesture("go"))
    talker.heard.wait_for(lambda events: sum(isinstance(one, Say) for one in events) >= 2)
    talker.bus.publish(Interrupt())
    assert talker.ask("were you cut?") == "cut"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("exit", "ended with exit code 3"),
        ("kill", "was killed by SIGKILL"),
        ("segv", "was killed by SIGSEGV"),
        ("system exit", "ended with exit code 4"),
    ],
)
def test_a_process_that_dies_is_started_again(home: OpenHome, what: str, words: str) -> None:
    odd = home(Odd())
    first = odd.ask("pid")
    odd.bus.publish(Ask(what))
    odd.heard.wait_for(lambda _: len(odd.alerts()) == 1)
    assert words in odd.alerts()[0]
    assert odd.ask("pid") != first
    assert odd.room.restarts.count == 1


def test_an_exception_in_a_handler_is_no_reason_to_die(
    home: OpenHome, caplog: pytest.LogCaptureFixture
) -> None:
    odd = home(Odd())
    first = odd.ask("pid")
    odd.bus.publish(Ask("raise"))
    assert odd.ask("pid") == first
    assert "ValueError: as asked" in caplog.text


@pytest.mark.parametrize("how", ["hang", "hang in C"])
def test_a_hang_is_found_named_killed_and_started_again(home: OpenHome, how: str) -> None:
    odd = home(Odd())
    odd.bus.publish(Ask(how))
    odd.heard.wait_for(lambda _: len(odd.alerts()) == 1)
    assert "hung for" in odd.alerts()[0]
    assert "lodgers.py" in odd.alerts()[0]
    assert ("in hang" if how == "hang" else "in answer") in odd.alerts()[0]
    assert odd.ask("hello") == "hello"


@linux
def test_a_process_that_was_stopped_by_a_signal_hangs_as_well(home: OpenHome) -> None:
    odd = home(Odd())
    os.kill(odd.room.pid, signal.SIGSTOP)
    odd.bus.publish(Ask("hello?"))
    odd.heard.wait_for(lambda _: len(odd.alerts()) == 1)
    assert odd.ask("hello") == "hello"


def test_after_five_new_starts_within_a_minute_it_is_stopped(home: OpenHome) -> None:
    odd = home(Odd())
    for count in range(1, 7):
        odd.bus.publish(Ask("exit"))
        odd.heard.wait_for(lambda _, count=count: len(odd.alerts()) == count, timeout_s=20)
    odd.heard.wait_for(lambda _: bool(odd.all_of(Stopped)))
    assert odd.room.state == "failed"
    assert "5 new starts within a minute" in odd.room.why
    wait_until(lambda: not odd.room.threads)


def test_ten_failures_in_a_row_stop_it_for_good(home: OpenHome) -> None:
    odd = home(Odd())
    for _ in range(10):
        odd.bus.publish(Ask("raise"))
    odd.heard.wait_for(lambda _: bool(odd.all_of(Stopped)), timeout_s=20)
    assert "10 failures in a row" in odd.room.why
    assert odd.room.restarts.count == 0


def test_a_source_that_breaks_tells_so_from_its_process(home: OpenHome) -> None:
    source = home(FailingSource())
    source.heard.wait_for(lambda _: bool(source.alerts()))
    assert "events() failed: OSError: the camera is gone" in source.alerts()[0]


@pytest.mark.parametrize("plugin", [FailsToOpen])
def test_a_plugin_that_cannot_open_says_why(
    home: OpenHome, plugin: type[Plugin[PluginConfig]]
) -> None:
    failed = home(plugin())
    assert failed.room.state == "failed"
    assert failed.room.why.startswith("open() failed: OSError: no such device (lodgers.py:")


def test_what_cannot_travel_is_refused_and_the_plugin_lives(home: OpenHome) -> None:
    careless = home(Careless())
    careless.bus.publish(Ask())
    wait_until(lambda: len(careless.spans) == 1)
    assert [one.outcome for one in careless.spans if isinstance(one, Span)] == ["failed"]
    assert careless.room.state == "running"


@linux
def test_nothing_is_left_behind(home: OpenHome, temporary: Path) -> None:
    before = open_files()
    odd = home(Odd())
    process = psutil.Process(odd.room.pid)
    odd.ask("array")
    odd.heard.envelopes.clear()
    odd.close()
    assert not process.is_running()
    assert not list(temporary.iterdir())
    wait_until(lambda: open_files() <= before)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  (the number is all)


HOUSE = """
import sys
sys.path[:0] = {path!r}
from lodgers import Ask, Hog, Odd
from kinesics.bus import Bus
from kinesics.room import Room
from kinesics.testing import Collector
bus, heard = Bus(), Collector()
for name, plugin in (("odd", Odd()), ("hog", Hog())):
    room = Room(name, plugin, bus, lambda _: None)
    room.start()
    assert room.opened.wait(20)
    print(room.pid, flush=True)
    if name == "hog":
        from lodgers import Answer
        bus.subscribe(Answer, heard)
        bus.subscribe(Ask, room)
        bus.publish(Ask())
        print(heard.wait_for(lambda events: len(events) == 1)[0].what, flush=True)
for how in ("hang", "hang in C"):
    room = Room("hangs", Odd(type(Odd().config)(hang_s=600)), bus, lambda _: None)
    room.start()
    assert room.opened.wait(20)
    room.put(bus.publish(Ask(how)))
    print(room.pid, flush=True)
sys.stdin.read()
"""


@linux
def test_no_orphan_is_left_when_the_house_is_killed(temporary: Path) -> None:
    house = subprocess.Popen(
        [sys.executable, "-c", HOUSE.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with house:
        assert house.stdout is not None
        pids = [int(house.stdout.readline()) for _ in range(5)]
        processes = [psutil.Process(pid) for pid in pids]
        house.kill()
    wait_until(lambda: not any(is_alive(process) for process in processes))
    assert not list(temporary.iterdir())


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_log_of_the_process_is_in_the_log_of_the_house(
    home: OpenHome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd = home(Odd())
    odd.bus.publish(Ask("raise"))
    wait_until(lambda: len(odd.spans) == 1)
    assert [record.name for record in caplog.records] == ["kinesics.worker"]


def test_what_cannot_be_built_says_why(home: OpenHome) -> None:
    plugin = FailsInInit.__new__(FailsInInit)
    plugin.config = PluginConfig()
    assert "RuntimeError: not today" in home(plugin).room.why


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the plugin starts a process of its own")
def test_what_the_plugin_started_ends_with_it(home: OpenHome) -> None:
    hog = home(Hog())
    child = psutil.Process(int(hog.ask("")))
    os.kill(hog.room.pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(child))
