"""`kinesics bench ipc` measures what it says; how good the figures are is for `benchmarks/`."""

import json
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, permutations

from kinesics.bench.ipc import SIZES, Mode, Result, measure, pays_from, take_turn
from kinesics.bench.ipc_finding import finding
from kinesics.bench.ipc_load import commands, frame
from kinesics.bench.ipc_plain import JsonDumps, Plain, RequestReply, Target
from kinesics.bench.ipc_receivers import Receiver, csharp_body, given_body, python_body
from kinesics.bench.ipc_ways import WAYS, Batched, Way
from kinesics.cli import main
from kinesics.errors import LinkError, MissingPart
from kinesics.testing import FakeBody
from waiting import wait_until

SHARED = "a word that both know"
KNOWN = ("set_bone", "set_expression")


@pytest.fixture
def body() -> Iterator[FakeBody]:
    with FakeBody(KNOWN) as body:
        yield body


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with python_body() as receiver:
        yield receiver


def target(body: FakeBody, token: str = "") -> Target:
    return Target("127.0.0.1", body.port, token)


def result(way: str, size: int, per_command_s: float) -> Result:
    tick_s = per_command_s * size
    return Result(
        receiver="python",
        mode=Mode.SIZES,
        way=way,
        size=size,
        ticks=9,
        p50_s=tick_s,
        p95_s=tick_s,
        p99_s=tick_s,
        per_command_s=per_command_s,
        commands_per_s=1.0 / per_command_s,
        bytes_per_command=80.0,
        sender_cpu_s=per_command_s,
        receiver_cpu_s=None,
        times_json=1.0,
        times_single=1.0,
    )


def curve(way: str, costs: list[float]) -> list[Result]:
    return [result(way, size, cost) for size, cost in zip(SIZES, costs, strict=True)]


def by_size(*curves: list[Result]) -> list[Result]:
    return [one for some in zip(*curves, strict=True) for one in some]


@given(integers(1, 200))
def test_a_load_has_as_many_commands_as_asked_for(count: int) -> None:
    assert len(commands(count)) == count


def test_a_frame_is_a_face_and_32_bones() -> None:
    names = Counter(name for name, _ in frame())
    assert names == {"set_expression": 13, "set_bone": 32}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_every_way_tells_every_command_once_and_in_order(way: type[Way], body: FakeBody) -> None:
    load = commands(23)
    with way(target(body)) as line:
        line.tell(load)
        assert [(one["command"], one["data"]) for one in body.commands] == load


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_every_way_shows_the_token(way: type[Way]) -> None:
    with FakeBody(KNOWN, token=SHARED) as body, way(target(body, SHARED)) as line:
        line.begin(commands(3))
        assert body.commands


@pytest.mark.parametrize("way", [one for one in WAYS if issubclass(one, Plain)])
def test_a_token_that_is_asked_for_and_not_given_is_told(way: type[Plain]) -> None:
    with FakeBody(KNOWN, token=SHARED) as body:
        with pytest.raises(LinkError, match="--token"), way(target(body)):
            pass
        with pytest.raises(LinkError, match="wrong token"), way(target(body, "guess")):
            pass


@given(permutations(WAYS))
def test_the_ways_take_turns_in_any_order(order: list[type[Way]]) -> None:
    with FakeBody(KNOWN) as body, given_body(target(body)) as here:
        for way in order:
            (turn,) = take_turn(way, here, [commands(2)], 0.0)
            assert turn.commands == 2 * len(turn.laps)


def test_the_batched_way_sends_one_message_for_each_tick(body: FakeBody) -> None:
    with Batched(target(body)) as line:
        line.tell(commands(100))
        assert body.batches == 1


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_what_is_sent_is_counted_byte_by_byte(way: type[Way], body: FakeBody) -> None:
    load = commands(10)
    (turn,) = take_turn(way, Receiver("fake", target(body)), [load], 0.0)
    barely = sum(len(json.dumps(one, separators=(",", ":"))) for one in load) * len(turn.laps)
    assert barely < turn.bytes < barely + 40 * turn.commands


def test_a_body_that_lacks_a_command_is_no_avatar() -> None:
    with FakeBody(("follow",)) as body, pytest.raises(LinkError, match="no avatar"):
        RequestReply(target(body)).__enter__()


def test_who_waits_for_the_body_begins_when_the_other_one_hangs_up(body: FakeBody) -> None:
    first, second = JsonDumps(target(body)), RequestReply(target(body))
    with second:
        with first:
            first.begin(commands(1))
            with pytest.raises(LinkError, match="another client"):
                second.tell(commands(1))
        came = len(body.commands)
        second.begin(commands(1))
        assert len(body.commands) == came + 2


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_gives_figures_of_every_way(mode: Mode, receiver: Receiver) -> None:
    told: list[str] = []
    results = measure(receiver, mode, 0.1, told.append)
    assert {one.way for one in results} == {way.name for way in WAYS}
    assert all(0.0 < one.p50_s <= one.p95_s <= one.p99_s for one in results)
    assert all(one.per_command_s > 0.0 and one.commands_per_s > 0.0 for one in results)
    assert all(one.times_json == 1.0 for one in results if one.way == JsonDumps.name)
    assert all(one.commands_per_s * one.per_command_s == pytest.approx(1.0) for one in results)
    assert len({one.size for one in results}) >= (len(SIZES) if mode is Mode.SIZES else 1)
    assert told


def test_the_figures_of_a_rate_do_not_contradict_each_other(receiver: Receiver) -> None:
    results = measure(receiver, Mode.THROUGHPUT, 0.1, lambda _: None)
    (first,) = [one for one in results if one.way == JsonDumps.name]
    for one in results:
        assert one.times_json == pytest.approx(one.commands_per_s / first.commands_per_s)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is only told in steps of 10 ms")
def test_what_the_receiver_used_is_known_of_the_shortest_run(receiver: Receiver) -> None:
    results = measure(receiver, Mode.SIMPLE, 0.1, lambda _: None)
    assert all(one.receiver_cpu_s for one in results)
    assert receiver.process is not None
    told = receiver.process.cpu_times()
    assert receiver.cpu_s() == pytest.approx(told.user + told.system, abs=0.05)


def test_what_was_dropped_is_not_counted_as_told(body: FakeBody) -> None:
    with Batched(target(body)) as line:
        # More than a link keeps, and at once, so that the oldest must go.
        line.link.append_all(commands(11_000))
        with pytest.raises(LinkError, match="1000 commands were dropped"):
            line.wait()


def test_what_the_receiver_used_is_known_where_it_is_ours(receiver: Receiver) -> None:
    before = receiver.cpu_s()
    with Batched(receiver.target) as line:
        wait_until(lambda: line.tell(commands(1000)) or receiver.cpu_s() > before)


costs = lists(floats(1e-7, 1e-3), min_size=len(SIZES), max_size=len(SIZES))


@given(costs, costs)
def test_from_where_batching_pays_on_nothing_is_much_cheaper(
    batched: list[float], single: list[float]
) -> None:
    pays = pays_from(by_size(curve(Batched.name, batched), curve(JsonDumps.name, single)))
    good = [ours <= 1.05 * theirs for ours, theirs in zip(batched, single, strict=True)]
    first = len(SIZES) if pays is None else SIZES.index(pays)
    assert all(good[first:])
    assert first == 0 or not good[first - 1]


def test_the_finding_is_honest_where_batching_loses() -> None:
    worse = curve(Batched.name, [2e-5] * len(SIZES))
    worse = [one._replace(times_json=0.5, times_single=0.25) for one in worse]
    text = finding(by_size(worse, curve(JsonDumps.name, [1e-5] * len(SIZES))))
    assert "2.0x MORE than json.dumps" in text
    assert "does not pay" in text


def test_json_is_for_programs(capsys: pytest.CaptureFixture[str], body: FakeBody) -> None:
    to = f"127.0.0.1:{body.port}"
    words = ["bench", "ipc", "--mode", "simple", "--seconds", "0.1", "--to", to, "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["way"] for one in found["results"]} == {way.name for way in WAYS}
    assert {one["receiver"] for one in found["results"]} == {to}
    assert found["finding"].startswith(to)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--mode", "simpel"], "simple"),
        (["--to", "pyhton"], "did you mean 'python'"),
        (["--to", "localhost"], "HOST:PORT"),
        (["--to", "localhost:70000"], "HOST:PORT"),
        (["--seconds", "0"], "0.1 to 3600"),
        (["--plot", "curve.jpg"], ".svg or .png"),
        (["--plot", "nowhere/at/all/curve.svg"], "no folder"),
    ],
)
def test_typos_are_told_before_anything_is_measured(
    words: list[str], remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["bench", "ipc", *words])
    assert remedy in capsys.readouterr().err


def test_nobody_listening_is_told_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert main(["bench", "ipc", "--to", f"127.0.0.1:{port}"]) == 1
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}: nobody listens there; start the body first" in told


def test_a_program_that_is_no_body_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = JsonDumps(Target("127.0.0.1", server.getsockname()[1]))
        accepted, _ = server.accept()
        with accepted:
            accepted.sendall(b"HTTP/1.1 400 Bad Request\r\n")
            with pytest.raises(LinkError, match="none of a body"):
                line.__enter__()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_ctrl_c_leaves_no_process() -> None:
    code = "import sys; from kinesics.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "bench", "ipc", "--seconds", "60"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stderr is not None
        assert "round 1/" in child.stderr.readline()
        bodies = psutil.Process(child.pid).children(recursive=True)
        assert bodies
        child.send_signal(signal.SIGINT)
        assert "Traceback" not in child.stderr.read()
        assert child.wait(10.0) == 130
    wait_until(lambda: not any(one.is_running() for one in bodies))


def test_the_csharp_body_is_measured_like_the_other() -> None:
    """Needs mono-mcs and mono, and the source of the package."""
    try:
        with csharp_body() as receiver:
            results = measure(receiver, Mode.SIMPLE, 0.1, lambda _: None)
    except MissingPart as error:
        pytest.skip(str(error))
    assert {one.way for one in results} == {way.name for way in WAYS}


def test_a_part_that_is_missing_is_told_and_the_rest_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    words = ["bench", "ipc", "--mode", "simple", "--seconds", "0.1"]
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert "not measured: unity: mcs and mono not found; install Mono" in err
    assert "python: in a batch" in out
    assert main([*words, "--to", "unity"]) == 1


def test_a_body_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false" if sys.platform != "win32" else "where")
    with pytest.raises(LinkError, match="python: the body did not start"), python_body():
        pass
