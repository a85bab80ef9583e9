"""The VMC bridge over real UDP sockets of this machine: what it sends, hears and survives."""

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

from kinesics import ConfigError, KinesicsError, Mimic, PluginError, Pose
from kinesics.testing import FakeClock, play
from kinesics_vmc import Vmc, VmcConfig
from kinesics_vmc.osc import Message, bundle, decode, encode
from kinesics_vmc.receiver import Receiver
from kinesics_vmc.sender import address_of
from waiting import wait_until

LOCAL = "127.0.0.1"


@pytest.fixture
def avatar() -> Iterator[socket.socket]:
    """The program that shows the avatar."""
    with listener() as made:
        yield made


@contextmanager
def listener() -> Generator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind((LOCAL, 0))
        made.settimeout(5.0)
        yield made


def port_of(listening: socket.socket) -> int:
    return listening.getsockname()[1]


def free_port() -> int:
    with listener() as made:
        return port_of(made)


def next_packet(listening: socket.socket) -> list[Message]:
    return decode(listening.recv(65535))


def opened(config: VmcConfig) -> Vmc:
    vmc = Vmc(config)
    vmc.open()
    return vmc


def addresses(messages: list[Message]) -> set[str]:
    return {message.address.removeprefix("/VMC/Ext/") for message in messages}


HEAD = encode(
    Message("/VMC/Ext/Bone/Pos", "sfffffff", ("Head", 0.0, 0.0, 0.0, 0.0, -0.5, 0.0, 1.0))
)
JOY = encode(Message("/VMC/Ext/Blend/Val", "sf", ("Joy", 0.5)))
APPLY = encode(Message("/VMC/Ext/Blend/Apply"))


def test_a_pose_is_one_packet_for_a_program_on_this_machine(avatar: socket.socket) -> None:
    play(Vmc(VmcConfig(port=port_of(avatar))), Pose({"happy": 1.0}))
    messages = next_packet(avatar)
    assert addresses(messages) == {"OK", "T", "Root/Pos", "Bone/Pos", "Blend/Val", "Blend/Apply"}
    assert Message("/VMC/Ext/Blend/Val", "sf", ("Joy", 1.0)) in messages
    assert sum(message.address == "/VMC/Ext/Bone/Pos" for message in messages) == 55


def test_in_chunks_a_pose_is_several_small_packets(avatar: socket.socket) -> None:
    play(Vmc(VmcConfig(port=port_of(avatar), bundle="chunks")), Pose({}))
    packets = [avatar.recv(65535)]
    while decode(packets[-1])[-1].address != "/VMC/Ext/Blend/Apply":
        packets.append(avatar.recv(65535))
    assert len(packets) > 1
    assert max(map(len, packets)) <= 1400


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ({"head_yaw": float("nan")}, {}),
        ({"body_x": float("-inf")}, {}),
        ({"body_x": 1e300}, {"body_x": 0.2}),
        ({"antlers": float("nan")}, {}),
    ],
)
def test_no_bad_number_is_sent(
    avatar: socket.socket, bad: dict[str, float], good: dict[str, float]
) -> None:
    sent: list[list[Message]] = []
    for channels in (bad, good):
        play(Vmc(VmcConfig(port=port_of(avatar))), Pose(channels))
        sent.append(next_packet(avatar))
        next_packet(avatar)
    assert sent[0] == sent[1]


def test_a_body_that_holds_still_is_told_again(avatar: socket.socket) -> None:
    vmc, clock = opened(VmcConfig(port=port_of(avatar))), FakeClock()
    vmc.clock = clock
    vmc.perform(Pose({"happy": 1.0}))
    told = next_packet(avatar)
    loop = vmc.events()
    while clock.now() < 0.95:
        next(loop)
    avatar.settimeout(0.0)
    with pytest.raises(BlockingIOError):
        next_packet(avatar)
    avatar.settimeout(5.0)
    for _ in range(3):
        next(loop)
    again = next_packet(avatar)
    assert [one for one in again if one.address != "/VMC/Ext/T"] == [
        one for one in told if one.address != "/VMC/Ext/T"
    ]
    vmc.close()


def test_before_the_first_pose_and_after_the_last_there_is_nobody(avatar: socket.socket) -> None:
    vmc = opened(VmcConfig(port=port_of(avatar)))
    next(vmc.events())
    nobody = Message("/VMC/Ext/OK", "i", (0,))
    assert next_packet(avatar)[0] == nobody
    vmc.perform(Pose({}))
    assert next_packet(avatar)[0] == Message("/VMC/Ext/OK", "i", (1,))
    vmc.close()
    assert next_packet(avatar)[0] == nobody


def test_an_avatar_that_comes_later_is_shown_the_last_pose() -> None:
    port, clock = free_port(), FakeClock()
    vmc = opened(VmcConfig(port=port))
    vmc.clock = clock
    for _ in range(5):
        vmc.perform(Pose({"happy": 1.0}))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind((LOCAL, port))
        late.settimeout(5.0)
        loop = vmc.events()
        while clock.now() < 1.5:
            next(loop)
        assert Message("/VMC/Ext/Blend/Val", "sf", ("Joy", 1.0)) in next_packet(late)
    vmc.close()


class Heard:
    """A bridge that listens, and what it has handed on."""

    def __init__(self, vmc: Vmc) -> None:
        self.mimics: list[Mimic] = []
        self._vmc = vmc
        self._done = False
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        for one in self._vmc.events():
            if self._done:
                return
            if one is not None:
                self.mimics.append(one)

    def stop(self) -> None:
        self._done = True
        self._thread.join(5.0)


@contextmanager
def listening(**settings: object) -> Generator[tuple[Heard, socket.socket]]:
    """A bridge that listens, and a socket that is connected to it."""
    port = free_port()
    config = {"send": False, "receive": True, "listen_port": port, **settings}
    vmc = opened(VmcConfig.model_validate(config))
    heard = Heard(vmc)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.connect((LOCAL, port))
        try:
            yield heard, speaker
        finally:
            heard.stop()
            vmc.close()


def test_a_performance_becomes_something_to_imitate() -> None:
    with listening() as (heard, speaker):
        speaker.send(bundle([HEAD, JOY, APPLY]))
        wait_until(lambda: bool(heard.mimics))
    channels = heard.mimics[0].channels
    assert set(channels) == {"head_yaw", "head_pitch", "head_roll", "happy"}
    assert channels["happy"] == 0.5
    assert channels["head_yaw"] == pytest.approx(53.13, abs=0.02)


def test_messages_without_a_bundle_are_heard_too() -> None:
    with listening() as (heard, speaker):
        for packet in (HEAD, JOY, APPLY):
            speaker.send(packet)
        wait_until(lambda: any("happy" in mimic.channels for mimic in heard.mimics))


def joy(weight: float) -> bytes:
    return bundle([encode(Message("/VMC/Ext/Blend/Val", "sf", ("Joy", weight))), APPLY])


def test_no_more_than_sixty_in_a_second_are_handed_on_and_the_newest_is() -> None:
    port, clock = free_port(), FakeClock()
    vmc = opened(VmcConfig(send=False, receive=True, listen_port=port))
    vmc.clock = clock
    loop = vmc.events()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.connect((LOCAL, port))
        speaker.send(joy(0.25))
        assert next(loop) == Mimic({"happy": 0.25})
        for weight in (0.5, 0.75):
            speaker.send(joy(weight))
        assert [next(loop), next(loop)] == [None, None]
        clock.sleep(1 / 60)
        assert next(loop) == Mimic({"happy": 0.75})
    vmc.close()


def test_a_performer_who_holds_still_is_imitated_until_it_is_silent_for_long() -> None:
    port, clock = free_port(), FakeClock()
    vmc = opened(VmcConfig(send=False, receive=True, listen_port=port))
    vmc.clock = clock
    loop = vmc.events()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.sendto(joy(0.25), (LOCAL, port))
    handed_on: list[float] = []
    for _ in range(12):
        if next(loop) == Mimic({"happy": 0.25}):
            handed_on.append(clock.now())
        clock.sleep(0.3)
    assert handed_on == pytest.approx([0.3 * step for step in range(7)])
    vmc.close()


def test_of_a_flood_the_newest_comes_through() -> None:
    with listening() as (heard, speaker):
        for count in range(2000):
            speaker.send(joy(count / 1999))
        wait_until(lambda: repeat_until_heard(heard, speaker))


def repeat_until_heard(heard: Heard, speaker: socket.socket) -> bool:
    speaker.send(bundle([encode(Message("/VMC/Ext/Blend/Val", "sf", ("Fun", 1.0))), APPLY]))
    return bool(heard.mimics) and heard.mimics[-1].channels.get("relaxed") == 1.0


def test_what_cannot_be_read_is_dropped_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    bad = [b"", b"hello", b"#bundle\0", bundle([HEAD])[:-4], b"/a\0\0,f\0\0", b"\xff" * 60_000]
    with listening() as (heard, speaker):
        for packet in bad * 20:
            speaker.send(packet)
        wait_until(lambda: repeat_until_heard(heard, speaker))
    assert [line for line in caplog.messages if "cannot be read" in line] == caplog.messages
    assert len(caplog.messages) == 1


def test_only_those_are_heard_who_may_be(caplog: pytest.LogCaptureFixture) -> None:
    at = address_of(LOCAL, free_port())
    deaf = Receiver(at, VmcConfig.model_validate({"hear": ["192.168.1.0/24"]}).hear)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        for _ in range(3):
            speaker.sendto(bundle([HEAD]), (LOCAL, at.port))
        wait_until(lambda: deaf.wait(0.01, 0.0) or deaf.dropped == 3)
    deaf.close()
    assert (deaf.packets, deaf.dropped) == (0, 3)
    assert caplog.messages == ["vmc: 127.0.0.1 sends, but is not in `hear`; dropped"]
    with listening(hear=["127.0.0.0/8"]) as (heard, speaker):
        speaker.send(bundle([HEAD]))
        wait_until(lambda: bool(heard.mimics))


def test_a_port_that_is_taken_is_told_with_the_remedy(avatar: socket.socket) -> None:
    config = VmcConfig(receive=True, listen_port=port_of(avatar))
    with pytest.raises(PluginError, match=rf"127\.0\.0\.1:{port_of(avatar)} is taken.*listen_port"):
        Vmc(config).open()


def test_an_address_that_is_not_of_this_machine_is_told() -> None:
    config = {"receive": True, "listen_host": "192.0.2.1", "hear": ["192.0.2.2"]}
    with pytest.raises(PluginError, match=r"cannot listen at 192\.0\.2\.1:39540.*listen_host"):
        Vmc(VmcConfig.model_validate(config)).open()


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (VmcConfig(receive=True, listen_host="0.0.0.0"), "say in `hear`"),  # noqa: S104 (refused)
        (VmcConfig(receive=True, listen_port=39539), "would be heard at 127.0.0.1:39539"),
    ],
)
def test_settings_that_are_a_trap_are_refused(config: VmcConfig, why: str) -> None:
    vmc = Vmc(config)
    with pytest.raises(ConfigError, match=why):
        vmc.open()
    vmc.close()


def test_what_failed_to_open_holds_no_port() -> None:
    port = free_port()
    vmc = Vmc(VmcConfig.model_validate({"receive": True, "listen_port": port, "model": "no.vrm"}))
    with pytest.raises(KinesicsError, match=r"no\.vrm"):
        vmc.open()
    vmc.close()
    with listening(listen_port=port):
        pass


def test_a_loop_that_only_sends_needs_no_socket_to_listen() -> None:
    clock = FakeClock()
    assert play(Vmc(VmcConfig(send=False)), clock=clock, most=10) == []
    assert clock.now() == pytest.approx(1.0)
