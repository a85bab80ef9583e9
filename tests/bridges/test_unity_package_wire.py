"""The C# body speaks the wire as docs/wire.md has it.  Needs mono and mcs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import mono
from mono import Client, ConsoleBody, batch
from waiting import wait_until

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)

HAPPY = ("set_expression", {"name": "happy", "weight": 1.0})
BLINK = ("blink", None)
WAVE = ("play_animation", {"name": "wave"})


@pytest.fixture(scope="module")
def shared() -> Iterator[ConsoleBody]:
    with ConsoleBody("--name", "Kini", "--expressions", "cheekPuff", "--clips", "wave,nod") as body:
        yield body


@pytest.fixture
def body(shared: ConsoleBody) -> ConsoleBody:
    """The one of this module, when the clients of earlier tests have left."""
    wait_until(lambda: shared.report()["clients"] == 0)
    return shared


def test_the_body_says_hello_first(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        hello = client.hello
    assert (hello["type"], hello["name"], hello["kind"]) == ("hello", "Kini", "avatar")
    assert (hello["protocol"], hello["token"], hello["max_line"]) == (1, False, 1_048_576)
    assert {"set_pose", "load_vrm", "load_model", "set_bone"} <= set(hello["commands"])
    assert not {"hello", "ping", "batch"} & set(hello["commands"])
    assert {"happy", "blinkLeft", "cheekPuff"} <= set(hello["expressions"])
    assert hello["clips"] == ["wave", "nod"]


def test_a_command_is_answered_with_its_id(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        assert client.ask("blink", id=-3) == {"type": "reply", "id": -3, "ok": True, "count": 1}


def test_a_batch_is_answered_with_its_number_and_count(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        answer = client.ask(batch(HAPPY, WAVE, seq=18))
    assert answer == {"type": "reply", "seq": 18, "ok": True, "count": 2}


def test_lines_are_answered_in_order_however_many_come_at_once(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        lines = b"".join(b'{"command":"ping","id":%d}\r\n' % n for n in range(500))
        client.socket.sendall(lines)
        assert [client.read()["id"] for _ in range(500)] == list(range(500))


def test_a_line_that_comes_byte_by_byte_is_one_line(body: ConsoleBody) -> None:
    line = '{"command":"set_expression","data":{"name":"頬\\ud83d\\ude00é","weight":1},"id":7}\n'
    with Client(body.port) as client:
        for byte in line.encode():
            client.socket.sendall(bytes([byte]))
        assert client.read() == {"type": "reply", "id": 7, "ok": True, "count": 1}
        wait_until(lambda: body.report()["expressions"].get("頬😀é") == 1.0)


def test_the_order_of_members_does_not_matter(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        inner = b'{"data":{"weight":0.25,"name":"sad"},"command":"set_expression"}'
        line = (
            b'{"at":1.5,"data":{"count":1,"commands":[' + inner + b']},"seq":1,"command":"batch"}'
        )
        assert client.ask(line) == {"type": "reply", "seq": 1, "ok": True, "count": 1}
        wait_until(lambda: body.report()["expressions"].get("sad") == 0.25)


def test_a_wrong_command_is_named_and_the_others_of_its_batch_are_applied(
    body: ConsoleBody,
) -> None:
    before = len(body.report()["events"])
    with Client(body.port) as client:
        answer = client.ask(batch(WAVE, ("set_expresion", None), WAVE, seq=1))
    error = "unknown command 'set_expresion'; did you mean 'set_expression'?"
    assert answer["errors"] == [{"index": 1, "error": error}]
    assert (answer["ok"], answer["count"]) == (False, 2)
    assert body.report()["events"][before:] == ["play wave 1", "play wave 1"]


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("set_bone", {"bone": "lefthand", "rotation": [0, 0, 0, 1]}, "mean 'leftHand'?"),
        ("set_bone", {"bone": "head", "rotation": [0, 0, 1]}, "'rotation' must be 4 numbers"),
        ("set_bone", {"bone": "head", "rotation": [0, 0, 0, 0]}, "of length 1"),
        ("set_bone", {"bone": "head", "rotation": [0, 0, 0, "1"]}, "must be 4 numbers"),
        ("set_bone", {"bone": "head"}, "'rotation' is missing"),
        ("set_bone", {"bone": 5, "rotation": [0, 0, 0, 1]}, "'bone' must be a text"),
        ("set_pose", {"bones": {"haed": [0, 0, 0, 1]}}, "did you mean 'head'?"),
        ("set_pose", {"bones": []}, "'bones' must be a JSON object"),
        ("set_pose", {"expressions": {"aa": True}}, "'weight' must be a number"),
        ("set_pose", {"hips": [0, 1e9, 0]}, "more than 1000 metres"),
        ("set_expression", {"name": "happy"}, "'weight' is missing"),
        ("set_expression", {"name": "happy", "weight": 100}, "from 0 to 1"),
        ("set_expression", {"name": "x" * 129, "weight": 1}, "longer than 128 bytes"),
        ("set_viseme", {"name": "ah", "weight": 1}, "unknown viseme 'ah'; did you mean 'aa'?"),
        ("set_transition_speed", {"speed": 11}, "'speed' is from 0.1 to 10"),
        ("set_auto_blink", {"enabled": 1}, "'enabled' must be true or false"),
        ("set_auto_blink", 5, "'data' must be a JSON object"),
        (
            "set_auto_head_movement",
            {"enabled": True, "min_interval_s": 5, "max_interval_s": 2},
            "longer than 'max_interval_s'",
        ),
        ("look_at", {}, "'yaw_deg' or 'target' is missing"),
        ("look_at", {"target": [1, 2]}, "'target' must be 3 numbers"),
        ("load_vrm", {"path": "model.exe"}, "must be that of a .vrm file"),
        ("load_model", {"path": "nowhere/to/be.vrm"}, "there is no file"),
        ("load_vrm", {"path": "//server/share/a.vrm"}, "must be on this machine"),
        ("play_animation", {"speed": 1}, "'name' is missing"),
        ("batch", {"commands": []}, "cannot be part of a batch"),
        ("hello", {"session": "x"}, "cannot be part of a batch"),
        ("x" * 200, {}, "longer than 128 bytes"),
        (5, {}, "'command' must be a text"),
    ],
)
def test_what_is_wrong_with_a_command_is_told(
    body: ConsoleBody, name: str, data: object, error: str
) -> None:
    with Client(body.port) as client:
        answer = client.ask(batch(BLINK, (name, data), BLINK))
    assert (answer["ok"], answer["count"]) == (False, 2)
    (wrong,) = answer["errors"]
    assert wrong["index"] == 1
    assert error in wrong["error"]


def test_of_a_wrong_pose_nothing_is_shown(body: ConsoleBody) -> None:
    turns = {"jaw": [1, 0, 0, 0], "haed": [1, 0, 0, 0]}
    with Client(body.port) as client:
        right = ("set_pose", {"bones": {"chest": [0, 1, 0, 0]}})
        assert (
            client.ask(batch(("set_pose", {"bones": turns, "hips": [1, 1, 1]}), right))["count"]
            == 1
        )
        wait_until(lambda: body.report()["bones"]["chest"] == [0, 1, 0, 0])
    assert body.report()["bones"]["jaw"] == [0, 0, 0, 1]
    assert body.report()["hips"] == [0, 0, 0]


def test_at_most_16_errors_are_listed(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        answer = client.ask(batch(*[("nothing", None)] * 40, BLINK))
    assert [wrong["index"] for wrong in answer["errors"]] == list(range(16))
    assert answer["count"] == 1


def test_what_the_model_lacks_is_no_error(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        lacks = ("set_expression", {"name": "noSuchFace", "weight": 1})
        assert client.ask(batch(lacks, ("play_animation", {"name": "noSuchClip"})))["ok"]


def test_a_number_that_was_seen_is_not_applied_again(body: ConsoleBody) -> None:
    before = len(body.report()["events"])
    with Client(body.port) as client:
        assert [client.ask(batch(WAVE, seq=seq))["count"] for seq in (2, 2, 1, 3)] == [1, 0, 0, 1]
    assert len(body.report()["events"]) == before + 2


def test_a_batch_without_a_number_and_a_single_command_are_applied_as_they_come(
    body: ConsoleBody,
) -> None:
    with Client(body.port) as client:
        assert [client.ask(batch(BLINK))["count"] for _ in range(3)] == [1, 1, 1]
        assert [client.ask("blink", seq=1)["count"] for _ in range(2)] == [1, 1]


def greet(client: Client, session: str, **more: object) -> int:
    return client.ask("hello", data={"protocol": 1, "session": session, **more})["seen"]


def test_a_session_goes_on_over_another_connection(body: ConsoleBody) -> None:
    with Client(body.port) as client:
        assert greet(client, "one") == 0
        client.ask(batch(BLINK, seq=17))
    with Client(body.port) as client:
        assert greet(client, "one") == 17
        assert client.ask(batch(BLINK, seq=17))["count"] == 0
        assert client.ask(batch(BLINK, seq=18))["count"] == 1


def test_without_a_hello_a_session_ends_with_its_connection(body: ConsoleBody) -> None:
    for _ in range(2):
        with Client(body.port) as client:
            assert client.ask(batch(BLINK, seq=5))["count"] == 1


def test_an_older_connection_of_a_session_applies_nothing_more(body: ConsoleBody) -> None:
    with Client(body.port) as old, Client(body.port) as new:
        greet(old, "two")
        assert old.ask(batch(WAVE, seq=1))["count"] == 1
        before = len(body.report()["events"])
        assert greet(new, "two") == 1
        answer = old.ask(batch(WAVE, seq=2))
        assert (answer["ok"], answer["count"]) == (False, 0)
        assert "another connection" in answer["errors"][0]["error"]
        assert old.hung_up()
        assert new.ask(batch(WAVE, seq=2))["count"] == 1
        assert len(body.report()["events"]) == before + 1


def test_the_last_16_sessions_are_remembered(body: ConsoleBody) -> None:
    for number in range(17):
        with Client(body.port) as client:
            greet(client, f"many {number}")
            client.ask(batch(BLINK, seq=9))
    with Client(body.port) as client:
        assert greet(client, "many 1") == 9
        assert greet(client, "many 16") == 9
        assert greet(client, "many 0") == 0


def test_a_stranger_cannot_push_out_the_session_of_one_who_is_there(body: ConsoleBody) -> None:
    with Client(body.port) as client, Client(body.port) as stranger:
        greet(client, "mine")
        client.ask(batch(BLINK, seq=4))
        for number in range(40):
            greet(stranger, f"other {number}")
        assert greet(client, "mine") == 4
        with Client(body.port) as again:
            assert greet(again, "mine") == 4


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"protocol": 2, "session": "a"}, "this body speaks 1"),
        ({"protocol": "1"}, "'protocol' must be a number"),
        ({"session": "x" * 65}, "longer than 64 bytes"),
        ({"session": ["a"]}, "'session' must be a text"),
    ],
)
def test_a_hello_that_is_wrong_is_told_why(
    body: ConsoleBody, data: dict[str, object], error: str
) -> None:
    with Client(body.port) as client:
        answer = client.ask("hello", data=data)
        assert not answer["ok"]
        assert error in answer["errors"][0]["error"]
        assert client.ask("ping")["ok"]


def test_one_drives_and_the_others_are_told(body: ConsoleBody) -> None:
    with Client(body.port) as first, Client(body.port) as second:
        assert first.ask("blink")["ok"]
        answer = second.ask(batch(BLINK, BLINK, seq=1))
        assert (answer["ok"], answer["count"], answer["seq"]) == (False, 0, 1)
        assert answer["errors"] == [{"index": 0, "error": "another client drives this body"}]
        assert second.ask("ping", id=1) == {"type": "reply", "id": 1, "ok": True, "count": 1}
        first.close()
        wait_until(lambda: second.ask(batch(BLINK, seq=1))["count"] == 1)


def test_a_writer_that_is_silent_makes_way_and_one_that_pings_does_not() -> None:
    with ConsoleBody("--silent", "0.6") as body, Client(body.port) as first:
        assert first.ask("blink")["ok"]
        with Client(body.port) as second:

            def asks_while_the_first_pings() -> bool:
                first.ask("ping")
                return second.ask("blink")["ok"]

            with pytest.raises(TimeoutError):
                wait_until(asks_while_the_first_pings, 1.0)
            wait_until(lambda: second.ask("blink")["ok"])
            assert not first.ask("blink")["ok"]


def test_the_same_session_on_a_new_connection_is_the_same_writer(body: ConsoleBody) -> None:
    with Client(body.port) as old, Client(body.port) as new, Client(body.port) as other:
        greet(old, "three")
        old.ask("blink")
        greet(new, "three")
        old.close()
        assert new.ask("blink")["ok"]
        assert not other.ask("blink")["ok"]


def test_where_a_token_is_asked_for_nothing_is_done_without_it() -> None:
    with ConsoleBody("--token", "sésame") as body:
        for line in (
            b'{"command":"blink"}',
            b'{"command":"ping"}',
            b"no JSON",
            b'{"command":"hello","data":{"protocol":1,"session":"a"}}',
            b'{"command":"hello","data":{"token":"sesame"}}',
            '{"command":"hello","data":{"token":"sésamesésame"}}'.encode(),
        ):
            with Client(body.port) as client:
                assert client.hello["token"]
                answer = client.ask(line)
                assert (answer["ok"], answer["count"]) == (False, 0)
                assert client.hung_up()
        with Client(body.port) as client:
            assert greet(client, "a", token="sésame") == 0  # noqa: S106  # no secret
            assert client.ask("blink")["ok"]
        with Client(body.port) as client:
            wrong = client.ask("hello", data={"token": "x"})["errors"]
            assert wrong == [{"index": 0, "error": "wrong token"}]


def test_beyond_loopback_it_does_not_start_without_a_token() -> None:
    with pytest.raises(RuntimeError, match="needs a token"):
        ConsoleBody("--address", "0.0.0.0")  # noqa: S104  # refused is what is tested
    options = ("--address", "0.0.0.0", "--token", "t")  # noqa: S104
    with ConsoleBody(*options) as body, Client(body.port) as client:
        assert client.hello["token"]


def test_a_port_that_is_taken_is_told_with_the_remedy(body: ConsoleBody) -> None:
    with pytest.raises(RuntimeError, match=f"cannot listen at 127.0.0.1:{body.port}.*another port"):
        ConsoleBody("--port", str(body.port))


def test_what_is_done_is_done_in_the_order_in_which_it_came(body: ConsoleBody) -> None:
    before = len(body.report()["events"])
    names = [f"clip {number}" for number in range(200)]
    with Client(body.port) as client:
        for name in names:
            client.send("play_animation", data={"name": name})
            client.send("set_bone", data={"bone": "head", "rotation": [0, 0, 0, 1]})
        wait_until(lambda: len(body.report()["events"]) == before + 200)
    assert body.report()["events"][before:] == [f"play {name} 1" for name in names]


def test_a_model_is_loaded_by_its_path(body: ConsoleBody, tmp_path: Path) -> None:
    model = tmp_path / "modèle.VRM"
    model.touch()
    with Client(body.port) as client:
        for name in ("load_vrm", "load_model"):
            assert client.ask(name, data={"path": str(model)})["ok"]
        assert client.ask("unload_model")["ok"]
    done = [f"load {model}", f"load {model}", "unload"]
    wait_until(lambda: body.report()["events"][-3:] == done)
