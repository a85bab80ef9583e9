"""The sender: chooses the best way to a door, and loses no click when one breaks."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Self

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, floats, lists, sampled_from, tuples

from kinesics import Gesture, Pointer
from kinesics_pointer.sender import DoorRefused, Sender
from kinesics_pointer.sender.__main__ import main as draw
from kinesics_pointer.sender.choice import STAY_S, Choice
from pointer_guests import TOKEN, OpenDoor
from waiting import wait_until

WAYS = ("udp", "tcp", "websocket")


def told(now: float, **latencies: float) -> Choice:
    choice = Choice(WAYS, 0.0)
    for _ in range(5):
        for way, latency_s in latencies.items():
            choice.answered(way, latency_s, now)
    return choice


def test_nothing_is_chosen_before_anything_has_answered() -> None:
    assert (Choice(WAYS, 0.0).best, Choice(WAYS, 0.0).order()) == (None, [])


def test_the_quickest_comes_first() -> None:
    choice = told(10.0, tcp=0.03, websocket=0.02, udp=0.01)
    choice.answered("udp", 0.01, 20.0)
    assert choice.order() == ["udp", "websocket", "tcp"]


def test_one_slow_answer_changes_nothing() -> None:
    choice = told(10.0, udp=0.01, tcp=0.02)
    choice.answered("udp", 5.0, 20.0)
    assert choice.best == "udp"


def test_ways_that_are_about_as_quick_do_not_take_turns() -> None:
    choice, chosen = told(10.0, udp=0.010, tcp=0.011), set[str | None]()
    for number in range(200):
        choice.answered("udp", 0.012 if number % 2 else 0.009, 20.0 + number)
        choice.answered("tcp", 0.009 if number % 2 else 0.012, 20.0 + number)
        chosen.add(choice.best)
    assert chosen == {"udp"}


def test_a_way_that_is_clearly_quicker_is_taken_but_not_at_once_again() -> None:
    choice = told(10.0, udp=0.010, tcp=0.050)
    for _ in range(9):
        choice.answered("udp", 0.2, 10.0 + STAY_S)
    assert choice.best == "tcp"
    for _ in range(9):
        choice.answered("udp", 0.001, 10.0 + 1.5 * STAY_S)
    assert choice.best == "tcp"
    choice.answered("udp", 0.001, 10.0 + 2.5 * STAY_S)
    assert choice.best == "udp"


def test_a_way_that_fails_is_left_at_once_and_asked_again_ever_more_seldom() -> None:
    choice = told(10.0, udp=0.01, tcp=0.02)
    choice.failed("udp", 10.1)
    assert choice.best == "udp"
    choice.failed("udp", 10.2)
    assert (choice.best, choice.order()) == ("tcp", ["tcp"])
    pauses: list[float] = []
    now = 10.2
    for _ in range(10):
        pauses.append(choice.records["udp"].try_at - now)
        assert not choice.is_due("udp", now)
        now = choice.records["udp"].try_at
        assert choice.is_due("udp", now)
        choice.failed("udp", now)
    assert pauses == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30])
    choice.answered("udp", 0.001, now)
    assert choice.order() == ["tcp", "udp"]


@given(lists(tuples(sampled_from(WAYS), booleans(), floats(0.0, 10.0))))
def test_what_is_chosen_is_up_and_if_any_is_up_one_is_chosen(
    happened: list[tuple[str, bool, float]],
) -> None:
    choice = Choice(WAYS, 0.0)
    for number, (way, well, latency_s) in enumerate(happened):
        if well:
            choice.answered(way, latency_s, float(number))
        else:
            choice.failed(way, float(number))
        up = {name for name, record in choice.records.items() if not record.down}
        assert set(choice.order()) == up
        assert choice.best == (choice.order()[0] if up else None)


# At a real door


class Cable:
    """A TCP connection to a port that can be pulled out, or only stop to carry anything."""

    def __init__(self, port: int, delay_s: float = 0.0) -> None:
        self._port = port
        self._delay_s = delay_s
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.is_mute = False
        """Whether it carries nothing more, and does not say so."""
        self.is_deaf = False
        """Whether it carries no answers more."""
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def pull(self) -> None:
        """Nobody gets through, and who was through is cut off."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _start(self, target: object, *arguments: socket.socket) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # pyright: ignore[reportArgumentType]  (a method)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._ends += [near, far]
                self._start(self._carry, near, far)
                self._start(self._carry, far, near)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                threading.Event().wait(self._delay_s)
                if not (self.is_mute or (self.is_deaf and source.getpeername()[1] == self._port)):
                    target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()
        for thread in self._threads:
            thread.join(5)
        for end in self._ends:
            end.close()


@pytest.fixture
def house() -> Iterator[OpenDoor]:
    with OpenDoor() as one:
        yield one


def sender_to(house: OpenDoor, **ports: int | None) -> Sender:
    all_ports = {f"{way}_port": house.port(way) for way in WAYS}
    return Sender("127.0.0.1", TOKEN, **{**all_ports, **ports}, give_up_s=5.0)  # pyright: ignore[reportArgumentType]  (of a dict)


@pytest.mark.parametrize("way", WAYS)
def test_all_that_a_sender_can_do_arrives_on_each_way(house: OpenDoor, way: str) -> None:
    only: dict[str, int | None] = {f"{other}_port": None for other in WAYS if other != way}
    with sender_to(house, **only) as sender:
        assert sender.move(0.5, 0.25)
        sender.click(0.1, 0.2, "right")
        sender.double_click(0.1, 0.2)
        sender.press(0.3, 0.3)
        sender.release(0.4, 0.4)
        sender.scroll(-2)
        sender.type("Grüße")
        sender.key("ctrl+c")
        sender.wave()
        assert sender.way == way
        assert sender.latencies_s[way] > 0
    events = [one for one in house.events if one != Pointer("move", 0.3, 0.3)]
    assert events == [
        Pointer("move", 0.5, 0.25),
        Pointer("click", 0.1, 0.2, button="right"),
        Pointer("double_click", 0.1, 0.2),
        Pointer("press", 0.3, 0.3),
        Pointer("release", 0.4, 0.4),
        Pointer("scroll", 0.4, 0.4, -2.0),
        Pointer("type", text="Grüße"),
        Pointer("key", text="ctrl+c"),
        Gesture("wave"),
    ]


@pytest.mark.parametrize("how", ["pulled", "mute", "deaf"])
@pytest.mark.parametrize(("best", "other"), [("tcp", "websocket"), ("websocket", "tcp")])
def test_when_the_best_way_breaks_it_goes_on_over_the_next_and_no_click_is_lost_or_doubled(
    house: OpenDoor, best: str, other: str, how: str
) -> None:
    with Cable(house.port(best)) as quick, Cable(house.port(other), 0.03) as slow:
        ports = {f"{best}_port": quick.port, f"{other}_port": slow.port, "udp_port": None}
        with sender_to(house, **ports) as sender:
            wait_until(lambda: len(sender.latencies_s) == 2)
            click(sender, range(10))
            assert sender.way == best
            if how == "pulled":
                quick.pull()
            quick.is_mute, quick.is_deaf = how == "mute", how == "deaf"
            click(sender, range(10, 12))
            assert sender.way == other
            click(sender, range(12, 20))
    assert house.events == [Pointer("click", number / 100, 0.5) for number in range(20)]


def click(sender: Sender, numbers: range) -> None:
    for number in numbers:
        sender.click(number / 100, 0.5)


def test_udp_that_is_shut_is_left_for_the_next(house: OpenDoor) -> None:
    with sender_to(house) as sender:
        wait_until(lambda: len(sender.latencies_s) == 3)
        house.door.ways["udp"].close()
        click(sender, range(10))
        wait_until(lambda: "udp" not in sender.latencies_s)
    assert house.events == [Pointer("click", number / 100, 0.5) for number in range(10)]


def test_a_way_that_comes_back_is_found_again(house: OpenDoor) -> None:
    first = OpenDoor()
    port = first.port("tcp")
    with sender_to(first, udp_port=None, websocket_port=None) as sender:
        sender.click(0.1, 0.1)
        first.door.close()
        assert not sender.move(0.5, 0.5)
        with OpenDoor(None, tcp_port=port) as second:
            sender.click(0.2, 0.2)
            assert second.events == [Pointer("click", 0.2, 0.2)]


def test_a_door_that_was_opened_anew_is_reached_over_udp_too() -> None:
    first = OpenDoor()
    port = first.port("udp")
    with sender_to(first, tcp_port=None, websocket_port=None) as sender:
        sender.click(0.1, 0.1)
        first.door.close()
        with OpenDoor(None, udp_port=port) as second:
            sender.click(0.2, 0.2)
            assert second.events == [Pointer("click", 0.2, 0.2)]


def test_what_the_door_refuses_is_raised_in_its_words(house: OpenDoor) -> None:
    with sender_to(house) as sender, pytest.raises(DoorRefused, match="did you mean 'click'"):
        sender.send("clik")


def test_a_door_that_is_busy_for_a_moment_is_asked_again(house: OpenDoor) -> None:
    house.is_full = True
    room = threading.Timer(0.2, lambda: setattr(house, "is_full", False))
    room.start()
    with sender_to(house) as sender:
        sender.click(0.5, 0.5)
    assert house.events == [Pointer("click", 0.5, 0.5)]


def test_who_holds_a_button_keeps_it_while_the_sender_lives() -> None:
    with OpenDoor(release_s=0.8) as house:
        stop = threading.Event()
        watch = threading.Thread(target=lambda: look(house, stop))
        watch.start()
        with sender_to(house) as sender:
            sender.press(0.5, 0.5)
            # The signs of life of 1.5 seconds: longer than the patience of the door.
            wait_until(lambda: house.events.count(Pointer("move", 0.5, 0.5)) >= 8)
            assert "release" not in str(house.events)
        wait_until(lambda: house.events[-1] == Pointer("release", 0.5, 0.5))
        stop.set()
        watch.join()


def look(house: OpenDoor, stop: threading.Event) -> None:
    while not stop.wait(0.02):
        house.door.look_around()


def test_the_command_draws_a_circle_and_says_over_what(
    house: OpenDoor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ports = [word for way in WAYS for word in (f"--{way}-port", str(house.port(way)))]
    words = ["127.0.0.1", *ports, "--rounds", "0.02"]
    monkeypatch.delenv("KINESICS_DOOR_TOKEN", raising=False)
    assert draw(words) == 2
    monkeypatch.setenv("KINESICS_DOOR_TOKEN", TOKEN)
    assert draw(words) == 0
    assert "5 of 5 moves, over" in capsys.readouterr().out
    assert len(house.events) == 5
