"""What a link keeps, sends, and sends again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.link.outbox import Outbox
from kinesics.wire import Encoded


def outbox(most_appended: int = 100, most_kept: int = 100, most_bytes: int = 10_000) -> Outbox:
    return Outbox(most_appended, most_kept, stale_s=2.0, most_bytes=most_bytes)


def append(box: Outbox, *names: str, now: float = 0.0) -> None:
    for name in names:
        box.append(Encoded(name.encode(), 1), now)


def replace(box: Outbox, key: str, name: str = "", *, ensured: bool = False) -> None:
    box.replace(key, Encoded((name or key).encode(), 1), 0.0, ensured=ensured)


def send(box: Outbox, most: int = 1000, now: float = 0.0, most_bytes: int = 10**6) -> list[str]:
    taken = box.take(now, most, most_bytes)
    box.sent(taken, now)
    return [one.encoded.raw.decode() for one in taken.values()]


def test_the_newest_of_a_key_is_sent_where_it_was_told_last() -> None:
    box = outbox()
    replace(box, "pose", "old")
    append(box, "wave")
    replace(box, "pose", "new")
    assert send(box) == ["wave", "new"]


told = st.lists(st.sampled_from("abc") | st.integers(0, 99), max_size=60)


@given(told, st.integers(1, 7))
def test_what_is_appended_keeps_its_order_however_it_is_batched(
    told: list[str | int], most: int
) -> None:
    box = outbox()
    for one in told:
        if isinstance(one, str):
            replace(box, one)
        else:
            append(box, str(one))
    sent: list[str] = []
    while box:
        sent += send(box, most)
    numbers = [str(one) for one in told if isinstance(one, int)]
    assert [one for one in sent if one.isdigit()] == numbers
    keys = [one for one in sent if not one.isdigit()]
    assert sorted(keys) == sorted({one for one in told if isinstance(one, str)})


def test_where_more_waits_than_fits_the_newest_values_go_first() -> None:
    box = outbox()
    append(box, *"abcdef")
    replace(box, "pose")
    assert send(box, most=3) == ["pose", "a", "b"]


def test_a_batch_keeps_below_its_bytes_but_takes_at_least_one() -> None:
    box = outbox()
    append(box, "x" * 50, "y" * 50, "z" * 50)
    assert send(box, most_bytes=110) == ["x" * 50, "y" * 50]
    assert send(box, most_bytes=10) == ["z" * 50]


def test_what_was_told_together_leaves_together_and_counts_as_so_many() -> None:
    box = outbox(most_appended=10)
    box.append(Encoded(b"a,b,c", 3), 0.0)
    box.append(Encoded(b"d,e", 2), 0.0)
    assert len(box) == 5
    assert send(box, most=4) == ["a,b,c"]
    assert (box.in_flight, len(box)) == (3, 2)
    box.append(Encoded(b"many", 9), 0.0)
    assert (box.dropped, len(box)) == (2, 9)


def test_after_a_reconnection_the_value_that_changed_last_comes_first() -> None:
    box = outbox()
    for key in ("model", "mood", "pose"):
        replace(box, key)
    append(box, "wave")
    send(box)
    assert box.reconnected(seen=1) == 3
    assert send(box) == ["pose", "mood", "model"]


def test_what_takes_long_is_not_told_again_to_who_has_done_it() -> None:
    box = outbox()
    replace(box, "model", ensured=True)
    send(box)
    box.answered(1, 0.001)
    assert box.reconnected(seen=1) == 0
    assert box.reconnected(seen=0) == 1
    assert send(box) == ["model"]


def test_what_takes_long_is_told_again_to_who_has_not_done_it() -> None:
    box = outbox()
    replace(box, "model", ensured=True)
    send(box)
    box.reconnected(seen=0)
    assert send(box) == ["model"]


def test_what_the_body_has_not_seen_is_sent_again_and_what_it_has_is_not() -> None:
    box = outbox()
    for name in ("a", "b", "c"):
        append(box, name)
        send(box)
    append(box, "d")
    box.reconnected(seen=2)
    assert send(box) == ["c", "d"]


def test_what_was_not_done_keeps_its_order_among_itself() -> None:
    box = outbox()
    append(box, "reset")
    replace(box, "happy")
    send(box)
    append(box, "blink")
    box.reconnected(seen=0)
    assert send(box) == ["reset", "happy", "blink"]


def test_a_batch_that_is_taken_back_waits_again_before_all_else() -> None:
    box = outbox()
    append(box, "a")
    replace(box, "pose", "old")
    replace(box, "mood")
    send(box)
    append(box, "b")
    replace(box, "pose", "new")
    (flight,) = box.answered(1, 0.001)
    box.take_back(flight)
    assert send(box) == ["a", "mood", "b", "new"]


def test_an_appended_command_that_got_old_is_dropped_and_counted() -> None:
    box = outbox()
    append(box, "wave", now=0.0)
    append(box, "nod", now=1.5)
    assert (send(box, now=3.0), box.dropped) == (["nod"], 1)


def test_a_body_that_is_away_for_long_costs_bounded_memory() -> None:
    box = outbox(most_appended=10, most_kept=5)
    for number in range(1000):
        append(box, f"a{number}")
        replace(box, f"k{number}")
    assert len(box) == 15
    assert box.dropped == 990 + 995
    assert [one for one in send(box) if one.startswith("a")] == [f"a{n}" for n in range(990, 1000)]


def test_long_commands_are_bounded_by_their_bytes() -> None:
    box = outbox(most_bytes=1000)
    for number in range(50):
        append(box, f"{number:0100}")
    assert len(box) == 10


def test_what_must_be_ensured_is_kept_when_others_must_go() -> None:
    box = outbox(most_kept=3)
    replace(box, "model", ensured=True)
    for number in range(50):
        replace(box, f"mood {number}")
    assert send(box) == ["model", "mood 48", "mood 49"]


def test_numbers_of_batches_go_on_after_a_reconnection() -> None:
    box = outbox()
    append(box, "a")
    send(box)
    box.reconnected(seen=0)
    send(box)
    assert [flight.seq for flight in box.flights] == [2]


def test_a_body_that_has_seen_more_than_was_sent_is_told_all_with_numbers_beyond() -> None:
    box = outbox()
    append(box, "a")
    send(box)
    box.reconnected(seen=1000)
    assert send(box) == ["a"]
    assert [flight.seq for flight in box.flights] == [1001]


def test_an_answer_ends_all_flights_up_to_its_number() -> None:
    box = outbox()
    for name in ("a", "b", "c"):
        append(box, name)
        send(box)
    assert [flight.seq for flight in box.answered(2, 0.001)] == [1, 2]
    assert ([flight.seq for flight in box.flights], box.in_flight) == ([3], 1)


def test_there_is_room_for_what_the_body_does_in_a_tenth_of_a_second() -> None:
    box = outbox(most_appended=10_000, most_bytes=10**6)
    append(box, *["x"] * 1000)
    send(box, now=0.0)
    box.answered(1, now=0.5)
    assert box.room == 250
    append(box, *["x"] * 1000)
    send(box, now=1.0)
    box.answered(2, now=1.1)
    assert box.room == pytest.approx(1000, abs=1)
    append(box, *["x"] * 1000)
    send(box, now=2.0)
    box.answered(3, now=2.001)
    assert box.room == 8000


def test_a_forgotten_key_is_neither_sent_nor_told_again() -> None:
    box = outbox()
    replace(box, "mood")
    box.forget("mood")
    assert not box
    assert box.reconnected(seen=0) == 0
