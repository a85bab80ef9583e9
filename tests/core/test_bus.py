"""The bus: who gets what, and what an envelope inherits."""

import math

import numpy as np
import pytest

from kinesics import ContractError, Event, Frame, Gesture, Interrupt, Say, Sensed
from kinesics.bus import Bus
from kinesics.envelope import Envelope
from kinesics.testing import Collector, FakeClock


@pytest.fixture
def heard() -> Collector:
    return Collector()


def test_an_event_goes_to_those_who_asked_for_its_type(heard: Collector) -> None:
    bus = Bus()
    bus.subscribe(Gesture, heard)
    bus.publish(Gesture("wave"))
    bus.publish(Say("hello"))
    assert heard.events == [Gesture("wave")]


def test_who_asks_for_a_base_type_gets_all_that_derive_from_it(heard: Collector) -> None:
    bus = Bus()
    bus.subscribe(Event, heard)
    bus.subscribe(Sensed, heard)
    bus.publish(Frame(np.array(0)))
    assert len(heard.events) == 1


def test_who_unsubscribes_gets_nothing_more(heard: Collector) -> None:
    bus = Bus()
    bus.subscribe(Gesture, heard)
    bus.publish(Gesture("wave"))
    bus.unsubscribe(heard)
    bus.publish(Gesture("nod"))
    assert heard.events == [Gesture("wave")]


def test_an_effect_inherits_the_moment_and_the_turn_of_its_first_cause() -> None:
    clock = FakeClock(10.0)
    bus = Bus(clock)
    cause = bus.publish(Gesture("wave"))
    clock.sleep(1.0)
    bus.publish(Interrupt())
    effect = bus.publish(Say("hello"), "greeter", cause)
    assert (effect.since, effect.put_at, effect.turn) == (10.0, 11.0, 0)
    assert (effect.by, effect.cause) == ("greeter", cause.number)


def test_what_a_sensor_saw_began_when_the_sensor_saw_it() -> None:
    bus = Bus(FakeClock(10.0))
    assert bus.publish(Frame(np.array(0), taken_at=9.5)).since == 9.5


def test_an_interruption_raises_the_turn_and_belongs_to_the_new_one() -> None:
    bus = Bus()
    before = bus.publish(Gesture("wave"))
    interruption = bus.publish(Interrupt("enough"), "turns", before)
    after = bus.publish(Gesture("wave"))
    assert (before.turn, interruption.turn, after.turn) == (0, 1, 1)


def test_what_nobody_handles_is_told() -> None:
    unheard: list[Envelope] = []
    bus = Bus(unheard=unheard.append)
    bus.publish(Say("hello?"))
    assert [envelope.event for envelope in unheard] == [Say("hello?")]
    assert not bus.has_listener(Say)


def test_what_derives_from_an_interruption_is_one() -> None:
    class Shout(Interrupt):
        pass

    bus = Bus()
    assert bus.publish(Shout()).turn == bus.turn == 1


@pytest.mark.parametrize("thing", ["hello", None, Say])
def test_what_is_no_event_is_refused(thing: object) -> None:
    with pytest.raises(ContractError, match="is no event"):
        Bus().publish(thing)  # pyright: ignore[reportArgumentType]  (the mistake under test)


def test_a_sensor_without_a_clock_saw_it_now() -> None:
    bus = Bus(FakeClock(10.0))
    assert bus.publish(Frame(np.array(0), taken_at=math.nan)).since == 10.0
