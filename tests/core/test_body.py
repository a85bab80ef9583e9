"""The body's end of the wire, from a raw socket: what docs/wire.md promises."""

import json
import socket
from collections.abc import Mapping
from typing import Any

import pytest

from kinesics.body import Body
from kinesics.body.desk import Desk, Guest
from kinesics.errors import LinkError
from kinesics.wire import Hello
from places import Line, OpenPlace, Place, Raw, batch, command, hello, only_error, opened, place

__all__ = ["opened", "place"]


def test_it_says_hello_first(place: Place) -> None:
    said = place.client().hello
    assert (said["type"], said["name"], said["protocol"]) == ("hello", "it", 1)
    assert (said["token"], said["commands"]) == (False, ["wave", "nod", "set_bone"])


def test_a_single_command_is_applied_and_answered_with_its_id(place: Place) -> None:
    reply = place.client().ask({"command": "wave", "data": {"speed": 2}, "id": 7})
    assert reply == {"type": "reply", "id": 7, "ok": True, "count": 1}
    assert place.applied == [("wave", {"speed": 2})]


def test_a_batch_is_applied_in_order(place: Place) -> None:
    reply = place.client().ask(batch(command("wave"), command("nod"), {"command": "wave"}, seq=1))
    assert reply == {"type": "reply", "seq": 1, "ok": True, "count": 3}
    assert place.names() == ["wave", "nod", "wave"]


def test_a_number_that_was_seen_is_answered_but_not_applied_again(place: Place) -> None:
    client = place.client()
    client.ask(batch(command("wave"), seq=5))
    assert client.ask(batch(command("wave"), seq=5)) == {
        "type": "reply", "seq": 5, "ok": True, "count": 0,
    }  # fmt: skip
    assert place.names() == ["wave"]


def test_a_session_goes_on_in_a_new_connection(place: Place) -> None:
    first = place.client()
    assert first.ask(hello("me"))["seen"] == 0
    first.ask(batch(command("wave"), seq=1))
    second = place.client()
    assert second.ask(hello("me"))["seen"] == 1
    assert first.is_hung_up()
    assert place.names() == ["wave"]


def test_sessions_do_not_know_each_others_numbers(place: Place) -> None:
    one = place.client()
    one.ask(hello("one"))
    one.ask(batch(command("wave"), seq=9))
    one.close()
    other = place.client()
    assert other.ask(hello("other"))["seen"] == 0


def test_the_oldest_of_many_sessions_is_forgotten(place: Place) -> None:
    client = place.client()
    client.ask(hello("first"))
    client.ask(batch(command("wave"), seq=3))
    for number in range(17):
        client.ask(hello(f"later {number}"))
    assert client.ask(hello("first"))["seen"] == 0


def test_a_bad_command_of_a_batch_is_named_and_the_others_are_applied(place: Place) -> None:
    reply = place.client().ask(
        batch(command("wave"), command("wvae"), command("nod", bad=True), command("nod"), seq=2)
    )
    assert (reply["ok"], reply["count"], reply["seq"]) == (False, 2, 2)
    assert reply["errors"] == [
        {"index": 1, "error": "unknown command 'wvae'; did you mean 'wave'?"},
        {"index": 2, "error": "it hurts"},
    ]
    assert place.names() == ["wave", "nod"]


@pytest.mark.parametrize("bad", [7, None, [], "wave", {"data": {}}, {"command": "nod", "data": []}])
def test_a_member_that_is_no_command_is_refused_alone(place: Place, bad: object) -> None:
    reply = place.client().ask(batch(command("wave"), bad, command("nod"), seq=1))
    assert (reply["count"], reply["errors"][0]["index"]) == (2, 1)
    assert "not a command" in reply["errors"][0]["error"]
    assert place.names() == ["wave", "nod"]


def test_at_most_16_errors_are_listed(place: Place) -> None:
    reply = place.client().ask(batch(*[command("nope")] * 99, seq=1))
    assert (len(reply["errors"]), reply["count"]) == (16, 0)


@pytest.mark.parametrize("name", ["batch", "hello", "ping"])
def test_words_of_the_protocol_have_no_place_in_a_batch(place: Place, name: str) -> None:
    assert "no place in a batch" in only_error(place.client().ask(batch(command(name))))


def test_bytes_may_come_one_by_one_and_lines_together(place: Place) -> None:
    client = place.client()
    for byte in json.dumps(command("wave", word="größe"), ensure_ascii=False).encode() + b"\r\n":
        client.line.sendall(bytes([byte]))
    assert client.read()["ok"] is True
    client.line.sendall(b'{"command":"nod"}\n{"command":"wave"}\n')
    assert [client.read()["count"], client.read()["count"]] == [1, 1]
    assert place.applied[0] == ("wave", {"word": "größe"})


def test_a_client_that_closes_in_the_middle_of_a_line_has_said_nothing(place: Place) -> None:
    client = place.client()
    client.line.sendall(b'{"command":"wave"}\n{"command":"nod"')
    client.read()
    client.close()
    assert place.client().ask({"command": "wave"})["ok"] is True
    assert place.names() == ["wave", "wave"]


def test_the_first_who_drives_is_the_only_one_until_it_hangs_up(place: Place) -> None:
    first, second = place.client(), place.client()
    first.ask(command("wave"))
    refused = second.ask(batch(command("nod"), seq=1))
    assert (only_error(refused), refused["seq"]) == ("another client drives this body", 1)
    assert second.ask({"command": "ping"})["ok"] is True
    first.close()
    while not (reply := second.ask(batch(command("nod"), seq=2)))["ok"]:
        assert only_error(reply) == "another client drives this body"
    assert place.names() == ["wave", "nod"]


def test_who_is_silent_loses_the_body_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("kinesics.body.desk.time.monotonic", lambda: now)
    desk = Desk(lambda _, __: None, frozenset(), "")
    one, other = Guest("one"), Guest("other")
    assert desk.answer(one, b'{"command":"wave"}').ok
    now = 2.9
    assert not desk.answer(other, b'{"command":"wave"}').ok
    assert desk.answer(one, b'{"command":"ping"}').ok
    now = 5.8
    assert not desk.answer(other, b'{"command":"wave"}').ok
    now = 6.0
    assert desk.answer(other, b'{"command":"wave"}').ok
    assert not desk.answer(one, b'{"command":"wave"}').ok


def test_a_token_opens_the_door(opened: OpenPlace) -> None:
    place = opened("s3cret")
    client = place.client()
    assert client.hello["token"] is True
    assert client.ask(hello("me", "s3cret"))["seen"] == 0
    assert client.ask(command("wave"))["ok"] is True


FIRST_LINES = {
    "wrong token": hello("me", "s3cre"),
    "no token": hello("me"),
    "a command": command("wave"),
    "a ping": command("ping"),
    "no line at all": b"garbage",
    "a broken hello": {"command": "hello", "data": {"token": 3}},
}


@pytest.mark.parametrize("line", FIRST_LINES.values(), ids=FIRST_LINES.keys())
def test_without_the_token_nothing_opens_it(opened: OpenPlace, line: bytes | Line) -> None:
    place = opened("s3cret")
    client = place.client()
    assert "token" in only_error(client.ask(line))
    assert client.is_hung_up()
    assert place.applied == []


def test_who_listens_beyond_this_machine_needs_a_token() -> None:
    with pytest.raises(LinkError, match="needs a token"):
        Body(lambda _, __: None, Hello(), host="0.0.0.0")  # noqa: S104


def test_a_port_that_is_taken_is_named(place: Place) -> None:
    second = Body(lambda _, __: None, Hello(), port=place.body.port)
    with pytest.raises(LinkError, match=f"127.0.0.1:{place.body.port}: .*another port"):
        second.open()
    second.close()


def test_who_never_reads_its_answers_hurts_nobody(place: Place) -> None:
    greedy = place.client()
    greedy.line.settimeout(0.2)
    pings = b'{"command":"ping"}\n' * 1_000_000
    with pytest.raises(OSError, match=r"timed out|reset|Broken pipe"):
        greedy.line.sendall(pings)
    assert place.client().ask({"command": "wave"})["ok"] is True


def test_what_fails_is_told_and_the_body_goes_on() -> None:
    def fail(command: str, data: Mapping[str, Any]) -> None:
        if command == "wave":
            raise KeyError(data.get("name"))

    with Body(fail, Hello()) as body:
        client = Raw(body.port)
        assert "failed: KeyError" in only_error(client.ask(command("wave")))
        assert client.ask(command("nod"))["ok"] is True
        client.close()


def test_a_line_that_hides_its_depth_is_refused(place: Place) -> None:
    deep = b'["]",' * 990 + b"1" + b',"["]' * 990
    client = place.client()
    for line in (
        b'{"command":"batch","seq":1,"data":{"x":' + deep + b"}}",
        b'{"command":"batch","seq":1,"data":{"commands":[1,' + deep + b"]}}",
    ):
        assert "nested too deep" in only_error(client.ask(line))
    assert client.ask(command("nod"))["ok"] is True


def test_who_is_connected_is_remembered_however_many_come_and_go(place: Place) -> None:
    driver = place.client()
    driver.ask(hello("driver"))
    driver.ask(batch(command("wave"), seq=1))
    for number in range(40):
        visitor = place.client()
        visitor.ask(hello(f"visitor {number}"))
        visitor.close()
    again = place.client()
    assert again.ask(hello("driver"))["seen"] == 1


@pytest.mark.parametrize("seq", [0, -3, 2**53 + 1, 2**70])
def test_a_batch_is_numbered_from_1(place: Place, seq: int) -> None:
    client = place.client()
    assert only_error(client.ask(batch(command("wave"), seq=seq)))
    assert client.ask(batch(command("wave"), seq=1))["count"] == 1


def test_a_page_in_a_browser_cannot_drive_a_body(place: Place) -> None:
    client = place.client()
    client.line.sendall(b'POST / HTTP/1.1\r\n\r\n{"command":"wave"}\n')
    assert only_error(client.read())
    assert client.is_hung_up()
    assert place.applied == []


def test_who_never_says_the_token_is_not_waited_for(
    opened: OpenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kinesics.body.body.GREETING_S", 0.05)
    client = opened("s3cret").client()
    assert client.is_hung_up()


def test_who_is_silent_makes_room_for_who_comes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = place.client()
    driver.ask(command("wave"))
    for _ in range(15):
        place.client()
    monkeypatch.setattr("kinesics.body.body.ROOM_S", 0.0)
    assert place.client().ask({"command": "ping"})["ok"] is True
    assert driver.ask(command("nod"))["ok"] is True


def test_at_most_16_clients_are_served_at_once(place: Place) -> None:
    for _ in range(16):
        place.client()
    with socket.create_connection(("127.0.0.1", place.body.port), 5.0) as late:
        assert late.recv(1) == b""
