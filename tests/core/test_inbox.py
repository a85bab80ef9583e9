"""The inbox: order, bounds, interruption."""

import logging
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import Event, Frame, Gesture, Heard, Say
from kinesics.envelope import Envelope
from kinesics.inbox import Inbox


class House:
    """Has a turn."""

    turn = 0


def envelope(event: Event, number: int, turn: int = 0) -> Envelope:
    return Envelope(event, "", 0.0, 0.0, turn, number, 0)


def unread(inbox: Inbox) -> list[Envelope]:
    envelopes: list[Envelope] = []
    while (one := inbox.get_now()) is not None:
        envelopes.append(one)
    return envelopes


def test_only_the_newest_frame_is_kept() -> None:
    inbox = Inbox("eye", House())
    for number in range(3):
        inbox.put(envelope(Frame(np.array(number)), number))
    assert [one.event.pixels for one in unread(inbox) if isinstance(one.event, Frame)] == [2]
    assert inbox.dropped == {"Frame": 2}


@given(st.lists(st.sampled_from([Gesture("wave"), Heard("hi"), Frame(np.array(0))]), max_size=600))
def test_the_newest_of_each_type_come_out_in_the_order_they_went_in(events: list[Event]) -> None:
    inbox = Inbox("all", House())
    for number, event in enumerate(events):
        inbox.put(envelope(event, number))
    kept = [
        number
        for number, event in enumerate(events)
        if sum(type(later) is type(event) for later in events[number + 1 :]) < event.keep
    ]
    assert inbox.waiting == len(kept)
    assert [one.number for one in unread(inbox)] == kept
    assert len(kept) + sum(inbox.dropped.values()) == len(events)


def test_a_perishable_event_of_an_older_turn_is_stale_when_it_comes() -> None:
    house = House()
    house.turn = 2
    inbox = Inbox("mouth", house)
    inbox.put(envelope(Say("old"), 1, turn=1))
    inbox.put(envelope(Heard("a fact"), 2, turn=1))
    assert [one.event for one in unread(inbox)] == [Heard("a fact")]
    assert inbox.stale == {"Say": 1}


def test_a_perishable_event_becomes_stale_while_it_waits() -> None:
    house = House()
    inbox = Inbox("mouth", house)
    inbox.put(envelope(Say("old"), 1))
    house.turn = 1
    inbox.put(envelope(Say("new"), 2, turn=1))
    assert [one.event for one in unread(inbox)] == [Say("new")]
    assert inbox.stale == {"Say": 1}


def test_an_overflow_is_logged_once_and_its_end_as_well(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    inbox = Inbox("slow", House())
    for number in range(Gesture.keep + 5):
        inbox.put(envelope(Gesture("wave"), number))
    assert len(unread(inbox)) == Gesture.keep
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "slow: Gesture comes faster" in caplog.text


def test_dropped_frames_are_no_news(caplog: pytest.LogCaptureFixture) -> None:
    inbox = Inbox("eye", House())
    for number in range(9):
        inbox.put(envelope(Frame(np.array(number)), number))
    assert not caplog.records


def test_closing_wakes_the_reader_with_nothing() -> None:
    inbox = Inbox("any", House())
    got: list[Envelope | None] = []
    reader = threading.Thread(target=lambda: got.append(inbox.get()))
    reader.start()
    inbox.close()
    reader.join(5)
    assert got == [None]
    inbox.put(envelope(Gesture("wave"), 1))
    assert inbox.waiting == 0


def test_nothing_is_lost_between_many_writers_and_one_reader() -> None:
    inbox = Inbox("any", House())
    per_thread = Gesture.keep // 4
    writers = [
        threading.Thread(
            target=lambda: [inbox.put(envelope(Gesture("wave"), n)) for n in range(per_thread)]
        )
        for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    got = [inbox.get() for _ in range(4 * per_thread)]
    assert len(got) == 4 * per_thread
    assert inbox.dropped == {}


def test_who_writes_the_log_may_put_events_into_the_same_inbox() -> None:
    inbox = Inbox("log", House())

    class Telling(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            inbox.put(envelope(Heard(record.getMessage()), 1000))

    logger, telling = logging.getLogger("kinesics.inbox"), Telling()
    logger.addHandler(telling)
    logger.setLevel(logging.INFO)
    try:
        for number in range(Gesture.keep + 1):
            inbox.put(envelope(Gesture("wave"), number))
        assert len(unread(inbox)) == Gesture.keep + 2
    finally:
        logger.removeHandler(telling)
        logger.setLevel(logging.NOTSET)
