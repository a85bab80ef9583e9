"""What the pointer does with events, on a desktop that keeps what was done to it."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, sampled_from

from kinesics import Event, Halt, Interrupt, Pointer
from kinesics.testing import FakeClock, play
from kinesics_pointer import PointerBridge, PointerBridgeConfig
from kinesics_pointer.fakes import Deed, FakeDesktop
from kinesics_pointer.hand import Hand
from kinesics_pointer.screens import Screen, Spot


class Table:
    """A hand on a fake desktop, at a time of our own."""

    def __init__(self, *screens: Screen, **settings: object) -> None:
        self.clock = FakeClock(100.0)
        self.desktop = FakeDesktop(*screens)
        self.hand = Hand(PointerBridgeConfig.model_validate(settings), self.desktop, self.clock)
        self.hand.step()

    def do(self, *events: Pointer) -> list[Deed]:
        """What is done at once for these events."""
        before = len(self.desktop.deeds)
        for event in events:
            self.hand.take(event)
            self.hand.step()
        return self.desktop.deeds[before:]

    def wait(self, seconds: float) -> list[Deed]:
        """What is done while nothing comes, looked at as often as the hand asks for."""
        before, end = len(self.desktop.deeds), self.clock.now() + seconds
        while (again := self.hand.step()) < end:
            self.clock.sleep(max(0.001, again - self.clock.now()))
        self.clock.sleep(end - self.clock.now())
        self.hand.step()
        return self.desktop.deeds[before:]


MOVE = Pointer("move", 0.5, 0.5)


@pytest.mark.parametrize(
    ("event", "deeds"),
    [
        (Pointer("move", 0.25, 1.0), [("move", Spot(250, 500))]),
        (Pointer("move", 7.0, -7.0), [("move", Spot(1000, 0))]),
        (Pointer("click", 0.1, 0.2), [("move", (100, 100)), ("press", "left"), ("release", "left")]),
        (Pointer("click", button="right"), [("press", "right"), ("release", "right")]),
        (Pointer("double_click"), [("press", "left"), ("release", "left")] * 2),
        (Pointer("press", 0.1, 0.2), [("move", (100, 100)), ("press", "left")]),
        (Pointer("release"), []),
        (Pointer("scroll", amount=-3.0), [("scroll", -3)]),
        (Pointer("scroll", amount=1.0, text="ctrl"), [("down", "ctrl"), ("scroll", 1), ("up", "ctrl")]),
        (Pointer("type", text="héllo"), [("write", "héllo")]),
        (
            Pointer("key", text="Ctrl+Shift+Escape"),
            [
                *[("down", "ctrl"), ("down", "shift"), ("down", "esc")],
                *[("up", "esc"), ("up", "shift"), ("up", "ctrl")],
            ],
        ),
    ],
)  # fmt: skip
def test_an_event_becomes_deeds(event: Pointer, deeds: list[Deed]) -> None:
    assert Table().do(event) == deeds


def test_a_drag_keeps_its_order_and_its_last_place() -> None:
    table = Table()
    table.do(Pointer("press", 0.1, 0.1), Pointer("move", 0.4, 0.4), Pointer("move", 0.6, 0.6))
    table.do(Pointer("release", 0.8, 0.8))
    assert table.desktop.deeds[:2] == [("move", (100, 50)), ("press", "left")]
    assert table.desktop.deeds[-2:] == [("move", (800, 400)), ("release", "left")]


def test_ten_thousand_moves_in_a_second_become_as_many_as_the_rate_and_the_last_one_wins() -> None:
    table = Table(rate_hz=50, dead_zone=0.0)
    for number in range(10_000):
        table.do(Pointer("move", 0.1 + number / 20_000, 0.5))
        table.clock.sleep(0.0001)
    table.wait(0.1)
    assert 45 <= table.desktop.count("move") <= 52
    assert table.desktop.deeds[-1] == ("move", Spot(600, 250))


def test_no_click_is_lost_but_they_come_no_faster_than_their_rate() -> None:
    table = Table(acts_per_s=10)
    events = [event for _ in range(20) for event in (Pointer("click"), MOVE)]
    at_once = table.do(*events)
    assert at_once.count(("press", "left")) == 1
    assert table.wait(0.95).count(("press", "left")) == 9
    table.wait(2.0)
    assert table.desktop.count("press") == table.desktop.count("release") == 20


def test_more_clicks_than_can_wait_are_dropped_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    table = Table(acts_per_s=1)
    table.do(*[Pointer("click")] * 200)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "acts_per_s" in caplog.text


def test_a_release_is_never_dropped_even_when_nothing_else_has_room() -> None:
    table = Table(acts_per_s=1)
    table.do(Pointer("press"), *[Pointer("click")] * 200, Pointer("release"))
    assert table.hand.held == {}
    assert table.desktop.deeds[-1] == ("release", "left")


@given(lists(floats(0.0, 0.002), max_size=20))
def test_a_calm_hand_does_not_move_the_pointer(tremble: list[float]) -> None:
    table = Table(dead_zone=0.01)
    table.do(MOVE)
    for amount in tremble:
        table.clock.sleep(1.0)
        assert table.do(Pointer("move", 0.5 + amount, 0.5 - amount)) == []


def test_slow_moves_add_up_and_leave_the_dead_zone() -> None:
    table = Table(dead_zone=0.01)
    table.do(MOVE)
    for number in range(1, 31):
        table.clock.sleep(0.1)
        table.do(Pointer("move", 0.5 + 0.001 * number, 0.5))
    assert table.desktop.count("move") == 4


def test_half_lines_add_up_and_a_scroll_has_an_end() -> None:
    table = Table(acts_per_s=200)
    table.do(Pointer("scroll", amount=0.5))
    assert table.wait(1.0) == []
    table.do(Pointer("scroll", amount=0.5), Pointer("scroll", amount=1e300))
    table.wait(1.0)
    assert table.desktop.deeds == [("scroll", 1), ("scroll", 50)]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_moves_nothing(
    number: float, caplog: pytest.LogCaptureFixture
) -> None:
    table = Table()
    assert table.do(Pointer("move", number, 0.5), Pointer("move", 0.5, number)) == []
    assert table.do(Pointer("scroll", amount=number), Pointer("click", number, number)) == []
    assert len([record for record in caplog.records if "not finite" in record.message]) == 3


@pytest.mark.parametrize("text", ["a\nb", "\x1b[A", "\x00", "x" * 501, "\u202eevil", "\ud800"])
def test_a_text_that_does_more_than_to_be_written_is_refused(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert Table().do(Pointer("type", text=text)) == []
    assert caplog.records[0].levelname == "WARNING"


def test_a_long_text_is_typed_in_pieces_and_a_halt_comes_between() -> None:
    table = Table()
    table.do(Pointer("type", text="x" * 480))
    table.wait(0.2)
    table.hand.halt()
    typed = table.desktop.count("write")
    assert 3 <= typed <= 6
    assert table.wait(5.0) == []


def test_a_whole_text_is_typed_in_order() -> None:
    table, text = Table(), "".join(chr(65 + number % 26) for number in range(200))
    table.do(Pointer("type", text=text), Pointer("key", text="enter"))
    table.wait(5.0)
    written = "".join(str(deed[1]) for deed in table.desktop.deeds if deed[0] == "write")
    assert written == text
    assert table.desktop.deeds[-1] == ("up", "enter")


def test_an_unknown_key_is_told_with_the_nearest_one(caplog: pytest.LogCaptureFixture) -> None:
    assert Table().do(Pointer("key", text="ctrl+entre")) == []
    assert "did you mean 'enter'?" in caplog.text


def test_what_the_config_leaves_out_is_not_done() -> None:
    table = Table(actions=["move"])
    assert table.do(MOVE, Pointer("click"), Pointer("type", text="rm")) == [("move", (500, 250))]


def test_what_this_keyboard_cannot_write_is_told_and_the_next_thing_is_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Old(FakeDesktop):
        def write(self, text: str) -> None:
            raise ValueError(f"this keyboard cannot write {text}")

    table = Table(acts_per_s=200)
    table.desktop = Old()
    table.hand = Hand(PointerBridgeConfig(), table.desktop, table.clock)
    table.do(Pointer("type", text="ж"), Pointer("click"))
    table.wait(1.0)
    assert table.desktop.count("press") == 1
    assert [record.message for record in caplog.records] == [
        "pointer: this keyboard cannot write ж"
    ]


# Stopping


def test_the_real_pointer_in_the_corner_stops_everything_until_it_left_and_a_pause_passed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    table = Table(fail_safe_pause_s=3, give_way_s=0)
    table.do(Pointer("press", 0.5, 0.5))
    table.desktop.spot = Spot(0, 0)
    assert table.wait(10.0) == [("release", "left")]
    assert table.do(MOVE, Pointer("click"), Pointer("type", text="no")) == []
    table.desktop.spot = Spot(300, 300)
    table.wait(2.5)
    assert table.do(Pointer("click")) == []
    table.wait(1.0)
    assert table.do(Pointer("click")) == [("press", "left"), ("release", "left")]
    assert [record.message for record in caplog.records] == [
        "pointer: stopped: the pointer was pushed into the top left corner; goes on 3 s after it"
        " left it",
        "pointer: goes on",
    ]


@given(
    lists(floats(-0.1, 1.1), min_size=2, max_size=10),
    sampled_from(["top_left", "top_right", "bottom_left", "bottom_right"]),
)
def test_our_own_moves_never_trigger_the_corner(places: list[float], corner: str) -> None:
    table = Table(Screen(-300, 20, 400, 300), Screen(100, 0, 200, 100), fail_safe=corner)
    for x, y in itertools.pairwise(places):
        for event in (Pointer("move", x, y), Pointer("click", x, y)):
            table.clock.sleep(1.0)
            table.do(event)
            assert table.do(Pointer("key", text="a")) or table.wait(0.1)


@pytest.mark.parametrize(
    ("corner", "spot"),
    [("top_right", (1000, 0)), ("bottom_left", (0, 500)), ("bottom_right", (999, 499))],
)
def test_the_corner_can_be_another_one(corner: str, spot: tuple[int, int]) -> None:
    table = Table(fail_safe=corner, give_way_s=0)
    table.desktop.spot = Spot(0, 0)
    assert table.do(Pointer("click")) != []
    table.desktop.spot = Spot(*spot)
    table.wait(1.0)
    assert table.do(Pointer("click")) == []


def test_without_a_fail_safe_the_corner_is_a_place_as_any() -> None:
    table = Table(fail_safe="off", give_way_s=0)
    table.desktop.spot = Spot(0, 0)
    table.wait(1.0)
    assert table.do(Pointer("move", 0.0, 0.0), Pointer("click")) != []
    assert table.desktop.deeds[0] == ("move", Spot(0, 0))


def test_who_moves_the_mouse_is_given_way_and_then_it_goes_on() -> None:
    table = Table(give_way_s=1)
    table.do(Pointer("press", 0.5, 0.5))
    table.desktop.spot = Spot(700, 300)
    assert table.do(Pointer("move", 0.2, 0.2), Pointer("click", 0.1, 0.1)) == [("release", "left")]
    table.wait(1.2)
    assert table.do(Pointer("move", 0.2, 0.2)) == [("move", Spot(200, 100))]


def test_a_desktop_that_tells_the_new_place_late_is_not_taken_for_a_user() -> None:
    class Late(FakeDesktop):
        def position(self) -> Spot:
            told, self._old = self._old, self.spot
            return told

        _old = Spot(500, 250)

    table = Table()
    table.desktop = Late()
    table.hand = Hand(PointerBridgeConfig(), table.desktop, table.clock)
    for number in range(1, 10):
        table.clock.sleep(0.1)
        assert table.do(Pointer("move", number / 10, 0.5)) != []


def test_a_halt_lets_go_forgets_what_waits_and_ignores_all_for_a_second() -> None:
    table = Table(halt_s=1)
    table.do(Pointer("press", 0.5, 0.5), *[Pointer("click", button="right")] * 5)
    before = len(table.desktop.deeds)
    table.hand.halt()
    table.do(MOVE, Pointer("click"), Pointer("key", text="a"))
    table.wait(0.9)
    assert table.desktop.deeds[before:] == [("release", "left")]
    table.wait(0.2)
    assert table.do(Pointer("click")) != []


def test_a_held_button_is_let_go_when_nothing_is_heard_and_held_while_something_is() -> None:
    table = Table(release_s=2)
    table.do(Pointer("press", 0.5, 0.5))
    for _ in range(10):
        table.wait(1.0)
        assert table.do(MOVE) == []
    assert table.wait(1.9) == []
    assert table.wait(0.3) == [("release", "left")]


def test_only_a_button_that_we_hold_is_released() -> None:
    assert Table().do(Pointer("release", button="right"), Pointer("release")) == []


@given(lists(sampled_from(["press", "release", "click", "double_click", "move"]), max_size=30))
def test_every_press_is_released_in_the_end(actions: list[str]) -> None:
    table = Table(acts_per_s=200)
    events = [Pointer(action, 0.3, 0.3) for action in actions]  # pyright: ignore[reportArgumentType]  (of a list)
    table.do(*events)
    table.wait(5.0)
    assert table.desktop.count("press") == table.desktop.count("release")


# The bridge around it


def run(*events: Event, **settings: object) -> FakeDesktop:
    desktop = FakeDesktop()
    config = PointerBridgeConfig.model_validate(settings)
    play(PointerBridge(config, desktop), *events)
    return desktop


def test_the_bridge_lets_go_when_it_is_closed() -> None:
    desktop = run(Pointer("press", 0.5, 0.5))
    assert desktop.deeds[-1] == ("release", "left")
    assert desktop.closed


def test_an_interruption_of_speech_does_not_touch_a_drag() -> None:
    desktop = run(Pointer("press", 0.5, 0.5), Interrupt("the user talks"), MOVE)
    assert desktop.count("release") == 1
    assert desktop.deeds[-1] == ("release", "left")


def test_the_bridge_halts() -> None:
    desktop = run(Pointer("press", 0.5, 0.5), Halt(), Pointer("click", 0.2, 0.2))
    assert desktop.deeds == [("move", (500, 250)), ("press", "left"), ("release", "left")]


@given(integers(0, 3), integers(0, 3))
def test_a_place_lies_on_a_screen_that_is_seen(x: int, y: int) -> None:
    screens = (Screen(0, 0, 100, 100), Screen(100, 50, 300, 200))
    table = Table(*screens, dead_zone=0.0, fail_safe="off")
    table.do(Pointer("move", x / 3, y / 3))
    spot = table.desktop.spot
    assert any(screen.nearest(spot) == spot for screen in screens)


def test_a_screen_and_a_part_of_it_can_be_chosen() -> None:
    screens = (Screen(0, 0, 100, 100), Screen(100, 0, 201, 101))
    table = Table(*screens, screen=2, area=[0.5, 0.0, 1.0, 1.0])
    table.do(Pointer("move", 0.0, 1.0))
    assert table.desktop.spot == Spot(200, 100)


def test_a_screen_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"screen = 3, but there are 1 \(1001x501\)"):
        Table(screen=3)
