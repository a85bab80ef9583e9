"""What the C# body takes for JSON, and what it refuses.  Needs mono and mcs."""

import json
import math
import re
import struct
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mono
from mono import Client, ConsoleBody

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)

PING = b'{"command":"ping"}'


@pytest.fixture(scope="module")
def body() -> Iterator[ConsoleBody]:
    with ConsoleBody() as body:
        yield body


@pytest.fixture(scope="module")
def client(body: ConsoleBody) -> Iterator[Client]:
    with Client(body.port) as client:
        yield client


def nested(depth: int) -> bytes:
    """A ping with data so that the line is this deep."""
    return b'{"command":"ping","data":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\x00",
        b"{",
        b"}",
        b"[]",
        b"null",
        b'"ping"',
        b"{}}",
        b'{"command":"ping"}{"command":"ping"}',
        b'{"command":"ping",}',
        b'{"command":"ping" "id":1}',
        b"{'command':'ping'}",
        b'{command:"ping"}',
        b'{"command":"ping","data":[1,]}',
        b'{"command":"ping","data":[,1]}',
        b'{"command":"ping","data":tru}',
        b'{"command":"ping","data":nul',
        b'{"command":"ping","data":NaN}',
        b'{"command":"ping","data":-Infinity}',
        b'{"command":"ping","data":1e999}',
        b'{"command":"ping","data":-1e999}',
        b'{"command":"ping","data":' + b"9" * 400 + b"}",
        b'{"command":"ping","data":01}',
        b'{"command":"ping","data":.5}',
        b'{"command":"ping","data":1.}',
        b'{"command":"ping","data":+1}',
        b'{"command":"ping","data":0x1}',
        b'{"command":"ping","data":1e}',
        b'{"command":"ping","data":"\t"}',
        b'{"command":"ping","data":"\\x"}',
        b'{"command":"ping","data":"\\u12g4"}',
        b'{"command":"ping","data":"\\ud800"}',
        b'{"command":"ping","data":"\\udc00\\ud800"}',
        b'{"command":"ping","data":"\\ud83dx\\ude00"}',
        b'{"command":"ping","data":"\xff"}',
        b'{"command":"ping","data":"\xc0\x80"}',
        b'{"command":"ping","data":"\xe0\x80\x80"}',
        b'{"command":"ping","data":"\xf0\x80\x80\x80"}',
        b'{"command":"ping","data":"\xed\xa0\x80"}',
        b'{"command":"ping","data":"\xf4\x90\x80\x80"}',
        b'{"command":"ping","data":"\xe2\x82"}',
        b"\xef\xbb\xbf" + PING,
        nested(33),
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_is_no_json_object_is_refused_and_the_connection_stays(
    client: Client, line: bytes
) -> None:
    answer = client.ask(line)
    assert (answer["ok"], answer["count"]) == (False, 0)
    assert [wrong["index"] for wrong in answer["errors"]] == [0]
    assert client.ask("ping", id=1) == {"type": "reply", "id": 1, "ok": True, "count": 1}


@pytest.mark.parametrize(
    "line",
    [
        nested(32),
        b' {\t"command" : "ping" , "data" : [ ] } ',
        b'{"command":"p\\u0069ng"}',
        b'{"command":"ping","data":"\\ud83d\\ude00 \\" \\\\ \\/ \\b\\f\\n\\r\\t"}',
        b'{"command":"ping","data":[0,-0,1E5,1e-999,0e999,123456789012345678901234567890]}',
        b'{"command":"ping","data":[1.7976931348623157e308,5e-324,0.000000000000000000000001]}',
        b'{"command":"ping","data":"\xe0\xa0\x80 \xed\x9f\xbf \xf0\x90\x80\x80 \xf4\x8f\xbf\xbf"}',
        b'{"command":"ping","data":{"set_pose":"{\\"command\\":\\"load_vrm\\"}"}}',
        b'{"command":"ping","data":"' + b"x" * 100_000 + b'"}',
    ],
    ids=lambda line: line[:40],
)
def test_what_json_allows_is_taken(client: Client, line: bytes) -> None:
    assert client.ask(line) == {"type": "reply", "ok": True, "count": 1}


def is_json(line: bytes) -> bool:
    """Whether Python takes it for JSON, with the rules that docs/wire.md adds."""
    try:
        value = json.loads(line.decode(), parse_constant=refuse, parse_float=finite)
        json.dumps(value, ensure_ascii=False).encode()
        float_all(value)
    except (ValueError, OverflowError):
        return False
    return isinstance(value, dict)


def refuse(word: str) -> float:
    raise ValueError(word)


def finite(text: str) -> float:
    if math.isinf(value := float(text)):
        raise ValueError(text)
    return value


def float_all(value: object) -> None:
    """Raises OverflowError for a whole number that is no double."""
    for number in re.findall(r"\d{300,}", json.dumps(value)):
        float(int(number))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
EDITS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 2), st.binary(min_size=1, max_size=2)), max_size=3
)


@given(VALUES, EDITS)
@example([1.0], [(40, 0, b"\x00")])
def test_python_and_the_body_agree_on_what_json_is(
    client: Client, value: object, edits: list[tuple[int, int, bytes]]
) -> None:
    text = json.dumps({"command": "ping", "data": value}, ensure_ascii=not edits)
    line = bytearray(text.encode())
    for place, length, bytes_ in edits:
        at = place % len(line)
        line[at : at + length] = bytes_
    line = line.replace(b"\n", b" ")
    errors = client.ask(bytes(line)).get("errors", [{"error": ""}])
    refused = errors[0]["error"].startswith(("not a line of JSON", "a line must be a JSON object"))
    assert refused != is_json(bytes(line))


@given(st.lists(st.floats(-1000, 1000), min_size=3, max_size=3))
@example([1.2246467991473532e-16, 0.1, 1000])
@example([5e-324, -1e-300, 123.456789012345678])
def test_numbers_arrive_as_they_were_sent(
    body: ConsoleBody, client: Client, hips: list[float]
) -> None:
    assert client.ask("set_pose", data={"hips": hips})["ok"]
    nearest = [struct.unpack("f", struct.pack("f", number))[0] for number in hips]
    shown = body.report()["hips"]
    assert shown == pytest.approx(nearest, rel=2e-7, abs=1e-44)
