"""Bad lines hurt nobody."""

import pytest

from places import Place, only_error, opened, place

__all__ = ["opened", "place"]


BAD_LINES = {
    "no json": b"hello?",
    "truncated": b'{"command":"wave","data":{"a":1',
    "not an object": b"[1,2,3]",
    "no command": b'{"data":{}}',
    "not utf-8": b'{"command":"wave","data":{"name":"\xff\xfe"}}',
    "nan": b'{"command":"wave","data":{"weight":NaN}}',
    "infinity": b'{"command":"wave","data":{"weight":-Infinity}}',
    "too large a number": b'{"command":"wave","data":{"weight":1e999}}',
    "deep": b'{"command":"wave","data":' + b"[" * 40 + b"]" * 40 + b"}",
    "very deep": b'{"command":"wave","data":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "very deep and open": b"[" * 100_000,
    "wrong types": b'{"command":3,"data":{}}',
    "data is a list": b'{"command":"wave","data":[]}',
    "seq is text": b'{"command":"batch","seq":"1","data":{"commands":[]}}',
    "batch of nothing": b'{"command":"batch","seq":1,"data":{}}',
    "batch is a number": b'{"command":"batch","seq":1,"data":4}',
    "empty": b"",
    "bad utf-8 in a member": b'{"command":"batch","data":{"commands":[{"command":"wave"},{"command":"\xff"}]}}',
    "bad json in a member": b'{"command":"batch","data":{"commands":[{"command":"wave"},{"command":}]}}',
}


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_refused_whole_and_the_line_stays_open(place: Place, line: bytes) -> None:
    client = place.client()
    assert only_error(client.ask(line))
    assert client.ask({"command": "ping", "id": 1})["ok"] is True
    assert place.applied == []


def test_a_line_that_is_too_long_is_answered_and_the_connection_closed(place: Place) -> None:
    client = place.client()
    client.line.sendall(b"x" * 1_048_600)
    assert "more than 1,048,576 bytes" in only_error(client.read())
    assert client.is_hung_up()
    assert place.client().ask({"command": "wave"})["ok"] is True
