"""OSC: what is written can be read, and what cannot be read is refused and nothing else."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics_vmc.osc import (
    MOST_ARGUMENTS,
    MOST_LAYERS,
    Argument,
    Message,
    OscError,
    bundle,
    decode,
    encode,
)

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
arguments: dict[str, st.SearchStrategy[Argument]] = {
    "i": st.integers(-(2**31), 2**31 - 1),
    "h": st.integers(-(2**63), 2**63 - 1),
    "t": st.integers(0, 2**64 - 1),
    "f": st.floats(width=32, allow_nan=False),
    "d": st.floats(allow_nan=False),
    "s": text,
    "b": st.binary(max_size=20),
    "T": st.just(True),
    "F": st.just(False),
    "N": st.none(),
    "I": st.none(),
}


@st.composite
def messages(draw: st.DrawFn) -> Message:
    tags = draw(st.text("".join(arguments), max_size=12))
    return Message("/" + draw(text), tags, tuple(draw(arguments[tag]) for tag in tags))


@given(st.lists(messages(), max_size=4), st.lists(messages(), max_size=4))
def test_what_is_written_is_what_is_read(outer: list[Message], inner: list[Message]) -> None:
    nested = bundle([encode(message) for message in inner], at=7)
    assert decode(bundle([*map(encode, outer), nested])) == outer + inner


@given(messages())
def test_a_message_needs_no_bundle(message: Message) -> None:
    assert decode(encode(message)) == [message]


@given(messages())
def test_everything_is_padded_to_four_bytes(message: Message) -> None:
    assert len(encode(message)) % 4 == 0


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(packet: bytes) -> None:
    for raw in (packet, bundle([packet]), b"/a\0\0,bfs\0\0\0\0" + packet):
        try:
            decode(raw)
        except OscError:
            continue


@given(messages(), st.data())
def test_a_packet_that_is_cut_off_is_refused(message: Message, data: st.DataObject) -> None:
    whole = bundle([encode(message)])
    cut = data.draw(st.integers(17, len(whole) - 1))
    with pytest.raises(OscError):
        decode(whole[:cut])


@given(messages(), st.data())
def test_a_packet_with_a_byte_changed_is_read_or_refused(
    message: Message, data: st.DataObject
) -> None:
    raw = bytearray(bundle([encode(message)]))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(raw))
    except OscError:
        return


def test_the_bytes_are_those_of_the_specification() -> None:
    packet = encode(Message("/oscillator/4/frequency", "f", (440.0,)))
    assert packet == b"/oscillator/4/frequency\0,f\0\0\x43\xdc\x00\x00"


def sized(size: int) -> bytes:
    return b"#bundle\0" + struct.pack(">Qi", 1, size) + b"/a\0\0,\0\0\0"


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"", "0 bytes"),
        (b"/a\0\0", "4 bytes"),
        (b"/a\0\0,\0\0\0\0", "by fours"),
        (b"aaaaaaaa", "without its end"),
        (b"a\0\0\0,\0\0\0", "does not begin with /"),
        (b"/a\0\0i\0\0\0", "no type tags"),
        (b"/a\0b,\0\0\0", "padded"),
        (b"/a\0\0,q\0\0", "unknown type tag 'q'"),
        (b"/a\0\0,f\0\0", "within its arguments"),
        (b"/a\0\0,ff\0abcd", "within its arguments"),
        (b"/a\0\0,\0\0\0abcd", "4 bytes beyond"),
        (b"/a\0\0,b\0\0\x7f\xff\xff\xff", "a blob of 2147483647 bytes"),
        (b"/a\0\0,b\0\0\xff\xff\xff\xff", "a blob of -1 bytes"),
        (b"/a\0\0,b\0\0\0\0\0\x01axxx", "padded"),
        (b"/a\0\0,b\0\0", "without its size"),
        (b"/a\0\0,s\0\0\xff\xfe\0\0", "no UTF-8"),
        (b"#bundle\0\0\0\0\0", "without its time"),
        (sized(0), "a part of 0 bytes"),
        (sized(-8), "a part of -8 bytes"),
        (sized(12), "a part of 12 bytes where 8"),
        (sized(2**31 - 1), "a part of 2147483647 bytes"),
        (b"/a\0\0" + b"," + b"T" * 2047, "without its end"),
        (b"/a\0\0" + b"," + b"T" * 2046 + b"\0", f"more than {MOST_ARGUMENTS}"),
    ],
)
def test_what_is_wrong_is_said(packet: bytes, why: str) -> None:
    with pytest.raises(OscError, match=why):
        decode(packet)


def test_bundles_within_bundles_have_an_end() -> None:
    packet = encode(Message("/a"))
    for _ in range(MOST_LAYERS):
        packet = bundle([packet])
    assert decode(packet) == [Message("/a")]
    with pytest.raises(OscError, match="within each other"):
        decode(bundle([packet]))


@pytest.mark.parametrize(
    "message",
    [
        Message("a"),
        Message("/a", "i", ()),
        Message("/a", "i", ("one",)),
        Message("/a", "i", (2**31,)),
        Message("/a", "f", (1e300,)),
        Message("/a", "s", ("\0",)),
        Message("/a", "s", ("\ud800",)),
        Message("/a", "s", (1,)),
        Message("/a", "b", ("text",)),
        Message("/a", "T", (False,)),
        Message("/a", "x", (1,)),
    ],
)
def test_a_message_that_cannot_be_one_is_not_written(message: Message) -> None:
    with pytest.raises(OscError):
        encode(message)
