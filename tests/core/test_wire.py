"""Lines and their limits."""

import collections
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import CommandError
from kinesics.wire import MAX_DEPTH, Lines, batch_line, decode_answer, encode_commands, too_deep

texts = st.text(max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"").rstrip(b"\r"))),
       st.lists(st.integers(1, 7), min_size=1))  # fmt: skip
def test_lines_are_whole_however_the_bytes_come(lines: list[bytes], sizes: list[int]) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    reader, got, at, turn = Lines(), list[bytes](), 0, 0
    while at < len(stream):
        size = sizes[turn % len(sizes)]
        got += reader.feed(stream[at : at + size])
        at, turn = at + size, turn + 1
    assert got == lines


def test_a_line_may_end_as_on_windows() -> None:
    assert Lines().feed(b"{}\r\n[]\n") == [b"{}", b"[]"]


@pytest.mark.parametrize("chunks", [[b"x" * 11, b"\n"], [b"x" * 6] * 3, [b"ok\n" + b"x" * 12]])
def test_a_line_that_is_too_long_is_refused_before_it_ends(chunks: list[bytes]) -> None:
    reader = Lines(most=8)
    with pytest.raises(ValueError, match="more than 8 bytes"):
        collections.deque(map(reader.feed, chunks), maxlen=0)


@given(values)
def test_what_is_not_deep_is_not_called_deep_whatever_stands_in_its_texts(value: object) -> None:
    assert not too_deep(json.dumps(value).encode())


@pytest.mark.parametrize("opened", [b"[", b'{"a":', b'[{"[":'])
def test_depth_is_counted_to_the_level(opened: bytes) -> None:
    each = opened.count(b"[", 0, 1) + opened.count(b"{")
    levels = MAX_DEPTH // each
    closed = {b"[": b"]", b'{"a":': b"}", b'[{"[":': b"}]"}[opened]
    assert not too_deep(opened * levels + b"1" + closed * levels)
    assert too_deep(opened * (levels + 1) + b"1" + closed * (levels + 1))


def test_brackets_within_texts_do_not_count() -> None:
    assert not too_deep(json.dumps(["[" * 99 + '\\"' + "{" * 99]).encode())


def test_a_text_that_looks_like_brackets_does_not_hide_the_depth() -> None:
    hidden = b'["]",' * 990 + b"1" + b',"["]' * 990
    assert too_deep(b'{"data":' + hidden + b"}")


def test_a_batch_looks_as_the_docs_draw_it() -> None:
    raw = encode_commands([("set_expression", {"name": "happy", "weight": 1.0})])
    assert batch_line(17, 81.2, [raw, raw]) == (
        b'{"command":"batch","seq":17,"at":81.200000,"data":{"commands":['
        b'{"command":"set_expression","data":{"name":"happy","weight":1.0}},'
        b'{"command":"set_expression","data":{"name":"happy","weight":1.0}}],"count":2}}\n'
    )


def nested(levels: int) -> list[object]:
    value: list[object] = []
    for _ in range(levels - 1):
        value = [value]
    return value


BAD_DATA = {
    "nan": {"x": float("nan")},
    "infinity": {"x": [1.0, {"y": float("-inf")}]},
    "an object": {"x": object()},
    "half a letter": {"x": "\ud83d"},
    "deep": {"x": nested(40)},
    "very deep": {"x": nested(5000)},
    "long": {"x": "x" * 1_100_000},
    "an array": {"x": np.zeros(3)},
}


@pytest.mark.parametrize("data", BAD_DATA.values(), ids=BAD_DATA.keys())
def test_what_cannot_travel_is_refused_where_it_is_told(data: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="'wave' cannot be sent"):
        encode_commands([("wave", data)])


def test_numbers_of_numpy_and_nothing_at_all_can_travel() -> None:
    data = {"x": np.float64(0.5), "n": np.int32(3), "none": None}
    assert json.loads(encode_commands([("wave", data)]).raw)["data"] == {
        "x": 0.5,
        "n": 3,
        "none": None,
    }


@given(st.binary(max_size=60))
def test_garbage_is_an_error_that_the_link_expects(line: bytes) -> None:
    try:
        decode_answer(line)
    except (ValueError, RecursionError):
        return
    pytest.fail("garbage was taken for an answer")
