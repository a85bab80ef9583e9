"""The messages of the pointer's door and its packets: what is taken, and what is refused."""

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis.strategies import binary, builds, integers, lists, sampled_from, text

from kinesics import Event, Gesture, Pointer
from kinesics_pointer.door.messages import ACTIONS, BadMessage, event_of, read, reply
from kinesics_pointer.door.packet import (
    LONGEST_PAYLOAD,
    BadPacket,
    Kind,
    Packet,
    Window,
    opened,
    sealed,
)
from kinesics_pointer.keys import ALSO, NAMED, keys_of

TOKEN = "sixteen letters!"  # noqa: S105  (of the documentation)


def event(action: str, position: object = None, **metadata: object) -> Event:
    payload: dict[str, object] = {"action": action, "metadata": metadata}
    if position is not None:
        payload["position"] = position
    message = {"type": "gesture_command", "id": 5, "timestamp": 1.5, "payload": payload}
    return event_of(read(json.dumps(message)), (0.25, 0.75), 500)


@pytest.mark.parametrize(
    ("action", "arguments", "wanted"),
    [
        ("move", {"position": [0.5, 1]}, Pointer("move", 0.5, 1.0)),
        ("click", {"position": [0, 1]}, Pointer("click", 0.0, 1.0)),
        ("click", {"button": "right"}, Pointer("click", 0.25, 0.75, button="right")),
        ("click", {"key": "ctrl"}, Pointer("click", 0.25, 0.75, text="ctrl")),
        ("double_click", {}, Pointer("double_click", 0.25, 0.75)),
        ("drag_start", {"position": [0.1, 0.2]}, Pointer("press", 0.1, 0.2)),
        ("drag_end", {"position": [0.1, 0.2]}, Pointer("release", 0.1, 0.2)),
        ("scroll", {"amount": -2.5}, Pointer("scroll", 0.25, 0.75, -2.5)),
        ("scroll", {"direction": "down"}, Pointer("scroll", 0.25, 0.75, -1.0)),
        ("type_text", {"text": "héllo"}, Pointer("type", text="héllo")),
        ("key_press", {"key": "Return"}, Pointer("key", text="enter")),
        ("key_combo", {"keys": ["Control", "+"]}, None),
        ("key_combo", {"keys": ["Control", "plus"]}, Pointer("key", text="ctrl+plus")),
        ("key_combo", {"keys": "ctrl+shift+t"}, Pointer("key", text="ctrl+shift+t")),
        ("wave", {}, Gesture("wave")),
    ],
)
def test_an_action_becomes_an_event(
    action: str, arguments: dict[str, Any], wanted: Event | None
) -> None:
    if wanted is None:
        with pytest.raises(BadMessage, match="no key is named ''"):
            event(action, **arguments)
    else:
        assert event(action, **arguments) == wanted


def test_zooming_out_scrolls_down_with_the_key_of_the_system() -> None:
    zoom = event("zoom", [0.5, 0.5], direction="out", amount=2)
    assert isinstance(zoom, Pointer)
    assert (zoom.action, zoom.amount, zoom.text in ("ctrl", "cmd")) == ("scroll", -2.0, True)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_makes_an_event_that_has_its_keys(action: str) -> None:
    made = event(action, [0.5, 0.5], text="a", key="a")
    if isinstance(made, Pointer) and made.text and made.action != "type":
        assert keys_of(made.text)


@pytest.mark.parametrize(
    ("action", "arguments", "why"),
    [
        ("clik", {}, "unknown action 'clik'; did you mean 'click'?"),
        ("drag_strat", {}, "did you mean 'drag_start'?"),
        ("move", {}, "move needs a position"),
        ("move", {"position": [0.5, 1.01]}, "two numbers in 0..1"),
        ("move", {"position": [0.5]}, r"length 2 - at `\$.position`"),
        ("move", {"position": [0.5, "1"]}, r"Expected `float`, got `str` - at `\$.position\[1\]`"),
        ("move", {"position": [math.nan, 1]}, "malformed"),
        ("move", {"position": [math.inf, 1]}, "malformed"),
        ("click", {"button": "rigth"}, "unknown button 'rigth'; did you mean 'right'"),
        ("click", {"button": "fourth"}, "there are left, right, middle"),
        ("click", {"button": 1}, r"Expected `str`, got `int` - at `\$.metadata.button`"),
        ("scroll", {"direction": "dwon"}, "unknown direction 'dwon'; did you mean 'down'"),
        ("scroll", {"amount": 51}, "at most 50"),
        ("scroll", {"amount": "1"}, "Expected `float"),
        ("type_text", {}, "needs metadata.text"),
        ("type_text", {"text": "rm\n"}, r"U\+000A.*'enter'"),
        ("type_text", {"text": "x" * 501}, "at most 500"),
        ("key_press", {}, "needs metadata.key"),
        ("key_press", {"key": "entre"}, "did you mean 'enter'?"),
        ("key_combo", {"keys": ["a"] * 6}, "at most 5"),
        ("key_combo", {"keys": ["x" * 101]}, "too long"),
    ],
)
def test_a_wrong_payload_is_refused_with_its_id(
    action: str, arguments: dict[str, Any], why: str
) -> None:
    with pytest.raises(BadMessage, match=why) as refused:
        event(action, **arguments)
    # A NaN is no JSON at all, so there the id is not known either.
    assert refused.value.number == (None if why == "malformed" else 5)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "truncated"),
        (b'{"type":"gesture_command"', "truncated"),
        (b"[1]", "Expected `object`"),
        (b'{"type":5}', "Expected `str`"),
        (b'{"type":"\xff"}', "not UTF-8"),
        (b'{"type":"x","id":1.5}', "id"),
        (b'{"type":"x","id":' + b"9" * 300 + b"}", "63 bits"),
        (b'{"type":"x","id":"' + b"a" * 65 + b'"}', "64 characters"),
        (b'{"type":"x","payload":' + b"[" * 8000 + b"]" * 8000 + b"}", "nested too deeply"),
        (b'{"type":"x","payload":"' + b"a" * 20_000 + b'"}', "16384 bytes"),
    ],
)
def test_a_message_that_is_none_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadMessage, match=why):
        read(data)


@given(binary() | text())
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes | str) -> None:
    try:
        event_of(read(data), (0.0, 0.0), 500)
    except BadMessage as refused:
        assert msgspec.json.decode(reply(refused.number, str(refused)))["ok"] is False  # noqa: PT017


@given(lists(sampled_from([*NAMED, *ALSO, "a", "é", "1"]), min_size=1, max_size=5))
def test_what_keys_are_called_in_the_end_they_may_be_called_again(names: list[str]) -> None:
    keys = keys_of("+".join(names))
    assert keys_of("+".join("plus" if key == "+" else key for key in keys)) == keys


# Packets

numbers = integers(0, 2**64 - 1)
packets = builds(
    Packet,
    *(sampled_from(Kind), numbers, numbers, integers(0, 2**32 - 1)),
    binary(max_size=LONGEST_PAYLOAD),
)


def test_the_example_of_the_documentation_is_right() -> None:
    packet = Packet(
        Kind.GESTURE,
        door=0x0102030405060708,
        session=0x1112131415161718,
        sequence=7,
        payload=b'{"type":"gesture_command","id":1,"payload":{"action":"wave"}}',
    )
    example = (
        "47430101003d0102030405060708111213141516171800000007dd458a55"
        "7b2274797065223a22676573747572655f636f6d6d616e64222c22696422"
        "3a312c227061796c6f6164223a7b22616374696f6e223a2277617665227d"
        "7df2bb6e2012f55594f4eabf370a0b160b"
    )
    assert sealed(packet, TOKEN).hex() == example
    assert opened(bytes.fromhex(example), TOKEN) == packet


@given(packets)
def test_what_is_sealed_is_what_is_opened(packet: Packet) -> None:
    assert opened(sealed(packet, TOKEN), TOKEN) == packet


@given(packets, integers(0), integers(1, 255))
def test_a_packet_with_any_byte_changed_is_refused(packet: Packet, at: int, change: int) -> None:
    data = bytearray(sealed(packet, TOKEN))
    data[at % len(data)] ^= change
    with pytest.raises(BadPacket):
        opened(bytes(data), TOKEN)


@given(packets, integers(0))
def test_a_packet_that_was_cut_or_grew_is_refused(packet: Packet, length: int) -> None:
    data = sealed(packet, TOKEN)
    for wrong in (data[: length % len(data)], data + b"\0"):
        with pytest.raises(BadPacket):
            opened(wrong, TOKEN)


@given(packets)
def test_a_packet_of_another_token_is_refused(packet: Packet) -> None:
    with pytest.raises(BadPacket, match="wrong token"):
        opened(sealed(packet, TOKEN + "!"), TOKEN)


@given(binary(max_size=100))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(BadPacket):
        opened(noise, TOKEN)


def test_a_payload_that_is_too_long_is_not_sealed() -> None:
    with pytest.raises(BadPacket, match="1200"):
        sealed(Packet(Kind.GESTURE, 1, 1, 1, b"x" * 1201), TOKEN)


@given(lists(integers(0, 600), max_size=300))
def test_no_number_is_new_twice(numbers: list[int]) -> None:
    window = Window()
    new = [number for number in numbers if window.is_new(number)]
    assert len(new) == len(set(new))


@given(lists(integers(0, 255), unique=True))
def test_numbers_that_overtake_each_other_are_all_new(numbers: list[int]) -> None:
    window = Window()
    assert all(window.is_new(number) for number in numbers)


def test_a_number_that_is_much_older_than_the_newest_is_not_new() -> None:
    window = Window()
    assert [window.is_new(number) for number in (1000, 745, 744)] == [True, True, False]
