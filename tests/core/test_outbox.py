"""What a link keeps, sends, and sends again."""

from hypothesis import given
from hypothesis import strategies as st

from kinesics.link.outbox import Outbox


def outbox(most_appended: int = 100, most_kept: int = 100) -> Outbox:
    return Outbox(most_appended, most_kept, stale_s=2.0)


def send(box: Outbox, most: int = 1000, now: float = 0.0) -> list[str]:
    taken = box.take(most)
    box.sent(taken, now)
    return [one.command.command for one in taken.values()]


def test_the_newest_of_a_key_is_sent_where_it_was_told_last() -> None:
    box = outbox()
    box.replace("pose", "old", {}, 0.0)
    box.append("wave", {}, 0.0)
    box.replace("pose", "new", {}, 0.0)
    assert send(box) == ["wave", "new"]


@given(st.lists(st.sampled_from("abc") | st.integers(0, 99), max_size=60), st.integers(1, 7))
def test_what_is_appended_keeps_its_order_however_it_is_batched(
    told: list[str | int], most: int
) -> None:
    box = outbox()
    for one in told:
        if isinstance(one, str):
            box.replace(one, one, {}, 0.0)
        else:
            box.append(str(one), {}, 0.0)
    sent: list[str] = []
    while box:
        sent += send(box, most)
    assert [one for one in sent if one.isdigit()] == [str(o) for o in told if isinstance(o, int)]
    assert {one for one in sent if not one.isdigit()} == {o for o in told if isinstance(o, str)}
    assert len(sent) == len(set(sent) - {str(n) for n in range(100)}) + sum(
        isinstance(one, int) for one in told
    )


def test_after_a_reconnection_the_value_that_changed_last_comes_first() -> None:
    box = outbox()
    for key in ("model", "mood", "pose"):
        box.replace(key, key, {}, 0.0)
    box.append("wave", {}, 0.0)
    send(box)
    assert box.reconnected(seen=1, now=1.0) == 3
    assert send(box) == ["pose", "mood", "model"]


def test_what_the_body_has_not_seen_is_sent_again_and_what_it_has_is_not() -> None:
    box = outbox()
    for name in ("a", "b", "c"):
        box.append(name, {}, 0.0)
        send(box)
    box.append("d", {}, 0.0)
    box.reconnected(seen=2, now=0.5)
    assert send(box) == ["c", "d"]


def test_an_appended_command_that_got_old_is_dropped_and_counted() -> None:
    box = outbox()
    box.append("wave", {}, 0.0)
    box.append("nod", {}, 1.5)
    box.reconnected(seen=0, now=3.0)
    assert (send(box), box.dropped) == (["nod"], 1)


def test_a_body_that_is_away_for_long_costs_bounded_memory() -> None:
    box = outbox(most_appended=10, most_kept=5)
    for number in range(1000):
        box.append(f"a{number}", {}, 0.0)
        box.replace(f"k{number}", f"k{number}", {}, 0.0)
    assert len(box) == 15
    assert box.dropped == 990 + 995
    assert [one for one in send(box) if one.startswith("a")] == [f"a{n}" for n in range(990, 1000)]


def test_numbers_of_batches_go_on_after_a_reconnection() -> None:
    box = outbox()
    box.append("a", {}, 0.0)
    send(box)
    box.reconnected(seen=0, now=0.0)
    send(box)
    assert [flight.seq for flight in box.flights] == [2]


def test_an_answer_ends_all_flights_up_to_its_number() -> None:
    box = outbox()
    for name in ("a", "b", "c"):
        box.append(name, {}, 0.0)
        send(box)
    assert [flight.seq for flight in box.answered(2)] == [1, 2]
    assert [flight.seq for flight in box.flights] == [3]


def test_what_is_given_back_is_taken_again_in_the_same_order() -> None:
    box = outbox()
    for name in ("a", "b", "c"):
        box.append(name, {}, 0.0)
    box.give_back(box.take(2))
    assert send(box) == ["a", "b", "c"]


def test_a_forgotten_key_is_neither_sent_nor_told_again() -> None:
    box = outbox()
    box.replace("mood", "happy", {}, 0.0)
    box.forget("mood")
    assert not box
    assert box.reconnected(seen=0, now=0.0) == 0
