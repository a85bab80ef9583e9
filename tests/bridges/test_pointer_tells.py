"""What the pointer says at the default level of the log, and how it puts what is wrong."""

import logging

import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from

from kinesics import ConfigError, Plugin, PluginConfig, Pointer
from kinesics.config import load_config
from kinesics.registry import Registry
from kinesics.testing import FakeClock
from kinesics_pointer import PointerBridgeConfig
from kinesics_pointer.desktop import MOST_TOLD_PER_S, DryDesktop
from kinesics_pointer.fakes import FakeDesktop
from kinesics_pointer.hand import Hand
from kinesics_pointer.screens import Spot

MOVE = Pointer("move", 0.5, 0.5)


class Table:
    """A hand on a fake desktop, at a time of our own."""

    def __init__(self, **settings: object) -> None:
        self.clock = FakeClock(100.0)
        self.desktop = FakeDesktop()
        self.hand = Hand(PointerBridgeConfig.model_validate(settings), self.desktop, self.clock)
        self.hand.step()

    def do(self, *events: Pointer) -> None:
        for event in events:
            self.hand.take(event)
            self.hand.step()

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.1)):
            self.clock.sleep(0.1)
            self.hand.step()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_the_corner_is_told_without_switches_once_and_so_is_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    table = Table(fail_safe_pause_s=1, give_way_s=0)
    table.desktop.spot = Spot(0, 0)
    table.wait(5.0)
    table.do(*[MOVE] * 20)
    table.desktop.spot = Spot(300, 300)
    table.wait(5.0)
    assert told(caplog) == [
        "pointer: stopped: the pointer was pushed into the top left corner; goes on 1 s after it"
        " left it",
        "pointer: goes on",
    ]


def test_giving_way_is_told_without_switches_once(caplog: pytest.LogCaptureFixture) -> None:
    table = Table(give_way_s=1)
    table.do(MOVE)
    for number in range(10):
        table.desktop.spot = Spot(700 + number, 300)
        table.do(Pointer("click"))
    assert told(caplog) == [
        "pointer: gives way: somebody else moves the pointer; goes on 1 s later"
    ]


def test_a_halt_is_no_surprise(caplog: pytest.LogCaptureFixture) -> None:
    table = Table()
    table.hand.halt()
    table.do(MOVE)
    table.wait(3.0)
    assert told(caplog) == []


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Pointer("clik"), "unknown action 'clik'; did you mean 'click'?; there are move, press"),  # pyright: ignore[reportArgumentType]  (wrong by intention)
        (Pointer("click", button="rigth"), "unknown button 'rigth'; did you mean 'right'?"),  # pyright: ignore[reportArgumentType]  (as above)
        (Pointer("type", text="x"), "'type' is switched off here (actions)"),
        (Pointer("move", 960.0, 540.0), "0..1, not pixels"),
    ],
)
def test_an_event_that_cannot_be_meant_is_told_once(
    event: Pointer, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    Table(actions=["move", "click"]).do(*[event] * 5)
    (line,) = told(caplog)
    assert words in line


@pytest.mark.parametrize("x", [-0.2, 1.2])
def test_a_hand_that_points_beside_the_screen_is_taken_to_its_edge(
    x: float, caplog: pytest.LogCaptureFixture
) -> None:
    table = Table(fail_safe="off")
    table.do(Pointer("move", x, 0.5))
    assert table.desktop.spot.x in (0, 1000)
    assert told(caplog) == []


def test_a_dry_run_is_seen_without_switches(caplog: pytest.LogCaptureFixture) -> None:
    desktop = DryDesktop(FakeClock())
    desktop.move(Spot(3, 4))
    desktop.press("left")
    desktop.write("a secret")
    assert told(caplog) == [
        "pointer: dry run: would move to 3, 4",
        "pointer: dry run: would press left at 3, 4",
        "pointer: dry run: would type 8 characters",
    ]


@given(lists(sampled_from([0.0, 0.01, 0.3, 1.5]), min_size=1, max_size=200))
def test_a_dry_run_says_no_more_than_so_many_lines_in_a_second(pauses: list[float]) -> None:
    clock, lines = FakeClock(), list[float]()
    listener = logging.Handler()
    listener.emit = lambda record: lines.append(clock.now())  # noqa: ARG005
    log = logging.getLogger("kinesics_pointer.desktop")
    log.addHandler(listener)
    try:
        desktop = DryDesktop(clock)
        for pause_s in pauses:
            clock.sleep(pause_s)
            desktop.scroll(1)
    finally:
        log.removeHandler(listener)
    for began_at in lines:
        within = [at for at in lines if began_at <= at < began_at + 1.0]
        # Two windows may touch, and each ends with the number of what it left out.
        assert len(within) <= 2 * MOST_TOLD_PER_S + 2


def test_what_a_dry_run_leaves_out_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    desktop = DryDesktop(clock)
    for _ in range(MOST_TOLD_PER_S + 7):
        desktop.scroll(1)
    clock.sleep(2.0)
    desktop.scroll(1)
    assert told(caplog)[-2:] == [
        "pointer: dry run: and 7 more within a second",
        "pointer: dry run: would scroll +1 lines",
    ]


def built(text: str) -> Plugin[PluginConfig]:
    config = load_config(f"[bridges.pointer]\n{text}", "kinesics.toml")
    return Registry().build(config.tables["pointer"], config)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('fail_safe = "topleft"', "fail_safe: unknown corner 'topleft'; did you mean 'top_left'?"),
        ("fail_safe = true", "fail_safe: unknown corner 'True'; there are top_left"),
        ('actions = ["move", "clik"]', "actions[1]: unknown action 'clik'; did you mean 'click'?"),
        ('door_transports = ["upd"]', "door_transports[0]: unknown way 'upd'; did you mean 'udp'?"),
    ],
)
def test_a_word_that_is_none_of_those_is_told_in_one_line_with_the_nearest(
    text: str, words: str
) -> None:
    with pytest.raises(ConfigError) as error:
        built(text)
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"kinesics.toml:2: bridges.pointer.{words}")


@pytest.mark.parametrize("corner", ["top_right", "off"])
def test_every_word_that_is_named_is_taken(corner: str) -> None:
    plugin = built(f'fail_safe = "{corner}"\ndry_run = true')
    assert plugin.config.model_dump()["fail_safe"] == corner
