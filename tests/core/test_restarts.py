"""How often something may start again."""

from kinesics.restarts import Restarts
from kinesics.testing import FakeClock


def test_each_delay_is_twice_the_one_before() -> None:
    restarts = Restarts(clock=FakeClock())
    assert [restarts.next_delay_s() for _ in range(6)] == [0.1, 0.2, 0.4, 0.8, 1.6, None]


def test_after_a_quiet_minute_all_is_forgiven() -> None:
    clock = FakeClock()
    restarts = Restarts(clock=clock)
    for _ in range(5):
        restarts.next_delay_s()
    clock.sleep(61)
    assert restarts.next_delay_s() == 0.1
    assert restarts.count == 6
