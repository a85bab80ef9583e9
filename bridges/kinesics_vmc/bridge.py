"""Speaks VMC: shows poses on the avatars of other programs, and imitates theirs."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pydantic

from kinesics import (
    CHANNELS,
    Bridge,
    ConfigError,
    Mimic,
    PluginConfig,
    Pose,
    clamped,
    figure,
    humanoid,
    on,
)
from kinesics_vmc.frame import NOT_LOADED, SAFE_BYTES, WHOLE, Frame, clock_message
from kinesics_vmc.model import read_skeleton
from kinesics_vmc.names import Names, expression_names
from kinesics_vmc.osc import bundle, encode
from kinesics_vmc.receiver import Receiver
from kinesics_vmc.sender import Address, Sender, address_of
from kinesics_vmc.skeleton import person

TICK_S = 0.1
"""So soon it notices that it is to stop."""
AGAIN_S = 1.0
"""A body that holds still is told so often, for who comes late or has missed it."""
MIMIC_S = 1.0 / 60.0
"""No more than one performance is handed on within this time."""
REPEAT_S = 0.25
"""A performer who holds still says little, and is not to be taken for one who has left."""


class VmcConfig(PluginConfig):
    """Settings of VMC."""

    send: bool = True
    """Whether poses are sent to the program that shows the avatar."""
    host: str = "127.0.0.1"
    """Where that program runs."""
    port: int = pydantic.Field(default=39539, ge=1, le=65535)
    """The port on which it listens."""
    names: Names = "vrm0"
    """How expressions are called: `vrm0` (Joy, A, Blink_L), which the protocol asks for, or `vrm1`."""
    model: Path | None = None
    """The avatar's .vrm file, for where its bones are; without it, those of a person."""
    bundle: Literal["auto", "one", "chunks"] = "auto"
    """Whether a pose goes as `one` packet or in `chunks` that any network carries; `auto` sends one to this machine."""
    receive: bool = False
    """Whether to listen for the performance of another program, and imitate it."""
    listen_host: str = "127.0.0.1"
    """The address of this machine to listen on; beyond this machine, `hear` must say to whom."""
    listen_port: int = pydantic.Field(default=39540, ge=1, le=65535)
    """The port to listen on."""
    hear: tuple[pydantic.IPvAnyNetwork, ...] = ()
    """Who is listened to: addresses such as `192.168.1.20`, or networks such as `192.168.1.0/24`."""


class Vmc(Bridge[VmcConfig]):
    """Shows poses on an avatar in another program by VMC, and imitates what such a program sends."""

    def __init__(self, config: VmcConfig | None = None) -> None:
        super().__init__(config)
        self._sender: Sender | None = None
        self._receiver: Receiver | None = None
        self._frame: Frame | None = None
        self._sending = threading.Lock()
        self._began = 0.0
        self._sent_at: float | None = None
        self._has_pose = False
        self._frames = 0
        self._told_at = 0.0

    def open(self) -> None:
        self._began = self._told_at = self.clock.now()
        self._sent_at, self._has_pose = None, False
        to = address_of(self.config.host, self.config.port) if self.config.send else None
        if self.config.receive:
            at = address_of(self.config.listen_host, self.config.listen_port)
            self._check(at, to)
            self._receiver = Receiver(at, self.config.hear)
        if to is not None:
            model = self.config.model
            skeleton = person() if model is None else read_skeleton(model.expanduser())
            whole = to.is_loopback if self.config.bundle == "auto" else self.config.bundle == "one"
            names = expression_names(self.config.names)
            self._frame = Frame(skeleton, names, WHOLE if whole else SAFE_BYTES)
            self._sender = Sender(to)

    def events(self) -> Iterator[Mimic | None]:
        """Repeat the last pose while nothing moves, and hand on what is received."""
        heard, due = False, self.clock.now()
        while True:
            if self._receiver is None:
                self.clock.sleep(TICK_S)
            else:
                now = self.clock.now()
                patience_s = min(TICK_S, due - now) if heard else TICK_S
                heard |= self._receiver.wait(patience_s, now)
            now = self.clock.now()
            self._stay(now)
            self._tell(now)
            if self._receiver is None or now < (due if heard else due + REPEAT_S):
                yield None
                continue
            heard, due = False, now + MIMIC_S
            channels = self._receiver.performance.channels(now)
            yield Mimic(channels) if channels else None

    def close(self) -> None:
        if self._sender is not None:
            with self._sending:
                self._send_absence(self._sender, self.clock.now())
                self._sender.close()
            self._sender = None
        if self._receiver is not None:
            self._receiver.close()
            self._receiver = None

    @on(Pose)
    def perform(self, pose: Pose) -> None:
        if self._sender is None or self._frame is None:
            return
        body = humanoid(
            {name: clamped(name, at) for name, at in pose.channels.items() if name in CHANNELS}
        )
        now = self.clock.now()
        with self._sending:
            self._sender.send(self._frame.fill(body, now - self._began), now)
            self._sent_at, self._has_pose = now, True
            self._frames += 1

    def _check(self, at: Address, to: Address | None) -> None:
        if not at.is_loopback and not self.config.hear:
            raise ConfigError(
                f"listen_host {self.config.listen_host!r} is open to other machines; say in `hear`"
                ' whom to listen to, such as hear = ["192.168.1.20"]'
            )
        if to is not None and at.takes_what_goes_to(to):
            raise ConfigError(
                f"what is sent to {to} would be heard at {at}, as a performance of one's own;"
                " give another listen_port, or send = false"
            )

    def _stay(self, now: float) -> None:
        """Say again where the body is, where no pose has come for a while."""
        with self._sending:
            if self._sender is None or self._frame is None:
                return
            if self._sent_at is not None and now - self._sent_at < AGAIN_S:
                return
            if self._has_pose:
                self._sender.send(self._frame.tell_time(now - self._began), now)
            else:
                self._send_absence(self._sender, now)
            self._sent_at = now

    def _send_absence(self, sender: Sender, now: float) -> None:
        """That there is nobody to be seen."""
        clock = clock_message(now - self._began)
        sender.send([bundle([encode(NOT_LOADED), encode(clock)])], now)

    def _tell(self, now: float) -> None:
        """Tell the monitor once a second how it goes."""
        if (past_s := now - self._told_at) < 1.0:
            return
        self._told_at = now
        if self._sender is not None:
            frames, self._frames = self._frames, 0
            figure("poses sent a second", frames / past_s)
            figure("packets not sent", self._sender.dropped)
        if self._receiver is not None:
            figure("packets read", self._receiver.packets)
            figure("packets not read", self._receiver.dropped)
