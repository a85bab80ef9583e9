"""The room under attack: what a careless or hostile plugin may send, ask for, or leave undone."""

import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from kinesics import Event, Gesture, Interrupt, Say, Stopped
from kinesics.envelope import Envelope
from lodgers import (
    Answer,
    Ask,
    Mistyped,
    Odd,
    OddConfig,
    Secret,
    SecretConfig,
    Slanderer,
    SlowTalker,
    SlowToOpen,
)
from rooms import Home, OpenHome
from waiting import wait_until


class Local(Event):
    """Looks like an event of a script."""


Local.__module__ = "__main__"


def test_a_mistyped_event_out_of_a_process_is_refused_once_and_the_room_goes_on(
    home: OpenHome,
) -> None:
    mistyped = home(Mistyped())
    for _ in range(3):
        mistyped.bus.publish(Ask("wrong"))
    assert mistyped.ask("right") == "right"
    assert mistyped.room.refused == Counter(Answer=3)
    (alert,) = mistyped.alerts()
    assert "Answer cannot come back from its process: Expected `str`, got `int`" in alert


def test_a_mistyped_event_into_a_process_is_refused_and_the_room_goes_on(
    home: OpenHome, caplog: pytest.LogCaptureFixture
) -> None:
    odd = home(Odd())
    odd.bus.publish(Ask(5))  # pyright: ignore[reportArgumentType]  (the mistake under test)
    assert odd.ask("hello") == "hello"
    assert "Ask cannot come in" in caplog.text


@pytest.mark.parametrize("thing", [2**70, np.zeros(3, "i4,i4")])
def test_what_cannot_go_in_is_refused_in_no_thread_but_the_log(
    home: OpenHome, thing: object
) -> None:
    odd = home(Odd())
    odd.bus.publish(Ask(thing))  # pyright: ignore[reportArgumentType]  (the mistake under test)
    assert odd.ask("hello") == "hello"
    assert odd.room.refused == Counter(Ask=1)
    assert "Ask cannot travel to another process" in odd.alerts()[0]


def test_an_event_of_a_script_is_refused(home: OpenHome) -> None:
    odd = home(Odd())
    odd.bus.subscribe(Local, odd.room)
    odd.bus.publish(Local())
    assert odd.ask("hello") == "hello"
    assert "it is defined in a script" in odd.alerts()[0]


def test_settings_arrive_in_the_process_as_they_are(home: OpenHome) -> None:
    config = SecretConfig.model_validate({"key": "sesame", "folder": "here"})
    assert home(Secret(config)).ask("") == "sesame inf here"


def test_a_room_that_cannot_be_made_is_a_failed_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    failed = Home(Odd())
    assert failed.room.state == "failed"
    assert "FileNotFoundError" in failed.room.why


def test_too_long_a_path_for_a_pipe_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    failed = Home(Odd())
    assert "set TMPDIR to a shorter folder" in failed.room.why
    assert not list(folder.iterdir())


def test_a_storm_of_interruptions_loses_no_event_and_kills_nobody(home: OpenHome) -> None:
    talker = home(SlowTalker())
    odd = home(Odd(OddConfig(hang_s=60.0)))
    for one in (talker, odd):
        one.bus.publish(Ask("first"))
        for _ in range(6000):
            one.bus.publish(Interrupt())
        one.bus.publish(Ask("last"))
        one.heard.wait_for(lambda _, one=one: len(one.answers()) == 2, timeout_s=20)
        assert one.room.restarts.count == 0


def test_a_running_generator_ends_when_its_plugin_is_stopped(home: OpenHome) -> None:
    talker = home(SlowTalker())
    talker.bus.publish(Gesture("go"))
    talker.heard.wait_for(lambda events: any(isinstance(one, Say) for one in events))
    began = time.monotonic()
    talker.close()
    assert time.monotonic() - began < 2


def test_a_process_that_is_only_coming_up_is_told_to_stop() -> None:
    odd = Home(Odd(), wait=False)
    odd.room.ask_to_stop()
    assert odd.room.join(time.monotonic() + 5)


def test_a_process_that_opens_for_an_hour_is_woken_to_stop() -> None:
    slow = Home(SlowToOpen(), wait=False)
    wait_until(lambda: bool(slow.room.pid))
    slow.room.ask_to_stop()
    assert slow.room.join(time.monotonic() + 5)


def test_who_says_that_another_was_stopped_lives_on(home: OpenHome) -> None:
    slanderer = home(Slanderer())
    assert [slanderer.ask("one"), slanderer.ask("two")] == ["one", "two"]
    assert len(slanderer.all_of(Stopped)) == 2
    assert slanderer.room.state == "running"


class Bell:
    """A letterbox that rings."""

    def __init__(self) -> None:
        self.rung = threading.Semaphore(0)

    def put(self, envelope: Envelope) -> None:
        self.rung.release()


def test_an_answer_that_overtakes_its_question_leaves_nobody_waiting(home: OpenHome) -> None:
    odd, bell = home(Odd(OddConfig(hang_s=1.0))), Bell()
    odd.bus.unsubscribe(odd.heard)
    odd.bus.subscribe(Answer, bell)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for number in range(5000):
            odd.bus.publish(Ask(str(number)))
            assert bell.rung.acquire(timeout=5)
    finally:
        sys.setswitchinterval(before)
    assert odd.room.restarts.count == 0
