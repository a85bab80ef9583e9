"""The C# body and clients that break the rules, by mistake or on purpose.  Needs mono and mcs."""

import json
import math
import random
import socket
import threading
from collections.abc import Iterator

import pytest

import mono
from mono import Client, ConsoleBody, batch
from waiting import wait_until

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)

MAX_LINE = 1_048_576
PING = b'{"command":"ping"}'


@pytest.fixture(scope="module")
def body() -> Iterator[ConsoleBody]:
    with ConsoleBody() as body:
        yield body


@pytest.fixture(scope="module")
def client(body: ConsoleBody) -> Iterator[Client]:
    """For lines that no body applies, or that leave nothing behind."""
    with Client(body.port) as client:
        yield client


def test_a_broken_line_applies_nothing_of_itself() -> None:
    with ConsoleBody() as body, Client(body.port) as client:
        whole = json.dumps(
            batch(("play_animation", {"name": "wave"}), ("blink", {}), seq=1)
        ).encode()
        for end in range(len(whole)):
            assert not client.ask(whole[:end])["ok"]
        assert body.report()["events"] == []
        assert client.ask(whole)["count"] == 2


@pytest.mark.parametrize("seq", [0, -1, 1.5, "1", True, [1], 1e30])
def test_a_number_of_a_batch_must_be_whole(client: Client, seq: object) -> None:
    answer = client.ask({**batch(("ping", {})), "seq": seq})
    assert (answer["ok"], answer["count"]) == (False, 0)
    assert "'seq' must be a whole number" in answer["errors"][0]["error"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, "must be a JSON object"),
        ([], "must be a JSON object"),
        ({}, "needs 'data' with its 'commands'"),
        ({"commands": {}}, "'commands' must be an array"),
    ],
)
def test_a_batch_without_commands_is_told_so(client: Client, data: object, error: str) -> None:
    answer = client.ask("batch", data=data)
    assert not answer["ok"]
    assert error in answer["errors"][0]["error"]


def test_a_member_of_a_batch_that_is_no_command_is_refused_alone(client: Client) -> None:
    members: list[object] = [5, None, [], "blink", {}, {"command": "ping"}]
    answer = client.ask("batch", data={"commands": members})
    assert answer["count"] == 1
    assert [wrong["index"] for wrong in answer["errors"]] == [0, 1, 2, 3, 4]


def test_a_member_that_stands_there_twice_is_refused(client: Client) -> None:
    for line in (
        b'{"command":"ping","command":"blink"}',
        b'{"command":"ping","data":{},"data":{}}',
    ):
        assert "twice" in client.ask(line)["errors"][0]["error"]


def test_a_line_of_the_greatest_length_is_taken_and_a_longer_one_is_the_last(
    body: ConsoleBody,
) -> None:
    line = b'{"command":"ping","data":"' + b"x" * MAX_LINE
    fits = line[: MAX_LINE - 2] + b'"}'
    with Client(body.port) as client:
        assert client.ask(fits)["ok"]
        assert client.ask(fits + b"\r")["ok"]
        answer = client.ask(line[: MAX_LINE - 1] + b'"}')
        assert answer["errors"][0]["error"] == f"a line has at most {MAX_LINE} bytes"
        assert client.hung_up()


def test_a_line_without_an_end_is_cut_off_and_others_go_on(body: ConsoleBody) -> None:
    with Client(body.port) as flood, Client(body.port) as client:

        def pour() -> None:
            try:
                for _ in range(64):
                    flood.socket.sendall(b"x" * MAX_LINE)
            except OSError:
                return

        pouring = threading.Thread(target=pour)
        pouring.start()
        assert client.ask("ping")["ok"]
        pouring.join(30)
        assert flood.hung_up()


def test_a_client_that_hangs_up_within_a_line_leaves_nothing_behind(body: ConsoleBody) -> None:
    before = body.report()["events"]
    for end in (1, 20, 60):
        with Client(body.port) as client:
            client.socket.sendall(b'{"command":"play_animation","data":{"name":"half"}}'[:end])
    wait_until(lambda: body.report()["clients"] <= 1)
    assert body.report()["events"] == before


def test_a_client_that_never_reads_blocks_nobody_and_is_hung_up(body: ConsoleBody) -> None:
    before = body.report()
    deaf = socket.create_connection(("127.0.0.1", body.port))
    deaf.setblocking(False)
    lines, sent = (PING + b"\n") * 1000, 0
    with Client(body.port) as client, deaf:

        def is_stuck_or_gone() -> bool:
            nonlocal sent
            try:
                while True:
                    sent += deaf.send(lines[sent % len(lines) :])
            except BlockingIOError:
                return body.report()["clients"] <= before["clients"] + 1
            except OSError:
                return True

        wait_until(lambda: client.ask("ping")["ok"] and is_stuck_or_gone(), 30)
        assert client.ask("ping")["ok"]
    assert sent > MAX_LINE
    assert body.report()["memory"] < before["memory"] + 4 * MAX_LINE


@pytest.mark.parametrize(
    "request_", [b"POST / HTTP/1.1", b"GET /x HTTP/1.0", b"OPTIONS * HTTP/1.1"]
)
def test_a_page_in_a_browser_cannot_drive_the_body(body: ConsoleBody, request_: bytes) -> None:
    before = body.report()["events"]
    command = b'{"command":"play_animation","data":{"name":"by a page"}}'
    with Client(body.port) as page:
        page.socket.sendall(request_ + b"\r\nHost: localhost\r\n\r\n" + command + b"\r\n")
        assert page.read()["errors"] == [{"index": 0, "error": "this is no web server"}]
        assert page.hung_up()
    assert body.report()["events"] == before


def test_a_silent_client_makes_room_for_a_new_one_and_one_that_drives_does_not() -> None:
    with (
        ConsoleBody("--clients", "2", "--room", "0.2", "--silent", "60") as body,
        Client(body.port) as driver,
        Client(body.port) as silent,
    ):
        assert driver.ask("blink")["ok"]

        def comes_in() -> bool:
            try:
                Client(body.port).close()
            except (EOFError, ConnectionError):
                return False
            return True

        wait_until(comes_in)
        assert silent.hung_up()
        assert driver.ask("blink")["ok"]


def test_who_does_not_tell_the_token_in_time_is_hung_up() -> None:
    with (
        ConsoleBody("--token", "secret", "--greet", "1.0") as body,
        Client(body.port) as silent,
        Client(body.port) as dripping,
        Client(body.port) as greeted,
    ):
        assert greeted.ask("hello", data={"token": "secret"})["ok"]
        assert silent.hung_up()

        def is_cut_off() -> bool:
            try:
                dripping.socket.sendall(b" ")
            except OSError:
                return True
            return False

        wait_until(is_cut_off)
        assert greeted.ask("ping")["ok"]


def test_a_stream_of_poses_makes_no_garbage(body: ConsoleBody) -> None:
    turn = [0.12345, -0.70711, 0.0, 0.70711]
    bones = ("head", "neck", "spine", "leftUpperArm", "leftLowerArm", "rightUpperArm")
    data = {"bones": dict.fromkeys(bones, turn), "expressions": {"aa": 0.5}, "hips": [0, 0, 0]}
    with Client(body.port) as client:

        def stream() -> int:
            for _ in range(3000):
                assert client.ask("set_pose", data=data)["ok"]
            return body.report()["collections"]

        before = body.report()["collections"]
        # A collection comes after some four megabytes: 1.4 kB a line would be one.
        assert stream() == before


def test_so_many_clients_are_let_in_and_no_more() -> None:
    with ConsoleBody("--clients", "3") as body:
        let_in = [Client(body.port) for _ in range(3)]
        for _ in range(3):
            with pytest.raises((EOFError, ConnectionError)):
                Client(body.port)
        assert all(client.ask("ping")["ok"] for client in let_in)
        let_in.pop().close()
        wait_until(lambda: body.report()["clients"] == 2)
        with Client(body.port) as again:
            assert again.ask("ping")["ok"]
        for client in let_in:
            client.close()
        wait_until(lambda: body.report()["clients"] == 0)
        assert sum("turns clients away" in line for line in body.log) == 1


def test_names_that_nobody_has_do_not_fill_the_memory(body: ConsoleBody) -> None:
    def speak_of(client: Client, part: int) -> int:
        """Tell the body of names that it has not heard; returns how much memory it has then."""
        commands = [("set_expression", {"name": f"{part} {n}", "weight": 1}) for n in range(1000)]
        assert client.ask(batch(*commands))["count"] == 1000
        return body.report()["memory"]

    wait_until(lambda: body.report()["clients"] <= 1)
    with Client(body.port) as client:
        first = speak_of(client, 0)
        assert max(speak_of(client, part) for part in range(1, 20)) < first + MAX_LINE
        assert client.ask("set_expression", data={"name": "happy", "weight": 1})["ok"]


def test_a_scene_that_hangs_gets_the_newest_and_the_sender_hears_that_it_is_busy() -> None:
    with ConsoleBody("--stall") as body, Client(body.port) as client:
        answers = [client.ask("play_animation", data={"name": str(n)}) for n in range(300)]
        assert [answer["ok"] for answer in answers] == [True] * 256 + [False] * 44
        assert answers[-1]["errors"][0]["error"].startswith("busy: 256")
        turns = [[0, math.sin(n / 6000), 0, math.cos(n / 6000)] for n in range(3000)]
        for turn in turns:
            client.send("set_pose", data={"bones": {"head": turn}, "expressions": {"aa": 0.5}})
        assert all(client.read()["ok"] for _ in range(3000))
        report = body.report()
        assert report["events"] == [f"play {n} 1" for n in range(256)]
        assert report["bones"]["head"] == pytest.approx(turns[-1])
        assert report["turned"] == 1
        assert client.ask("play_animation", data={"name": "again"})["ok"]


def test_noise_on_many_connections_harms_nobody(body: ConsoleBody) -> None:
    noise = random.Random(3)  # noqa: S311  # noise is not to be a secret
    before = body.report()["memory"]
    with Client(body.port) as client:
        for _ in range(60):
            with Client(body.port) as noisy:
                noisy.socket.sendall(noise.randbytes(noise.randrange(5000)) + b"\n")
        assert client.ask("ping")["ok"]
    assert body.report()["memory"] < before + 8 * MAX_LINE
    assert not [line for line in body.log if "xception" in line]
