"""Drives an avatar in Unity over TCP: a stream of poses, or one command for each wish."""

import math
import threading
from collections.abc import Iterator
from typing import Literal

import pydantic

from kinesics import (
    MOUTH_SHAPES,
    Bridge,
    Express,
    Halt,
    Interrupt,
    Link,
    Look,
    MouthShape,
    Move,
    Playing,
    PluginConfig,
    Pose,
    Speech,
    humanoid,
    on,
)
from kinesics_unity.avatar import Avatar
from kinesics_unity.mouth import CLOSED, shape_at

MOUTH_PERIOD_S = 1.0 / 60.0
MOST_SPEECHES = 8
"""Mouth tracks that may wait for their sound to begin."""


class UnityConfig(PluginConfig):
    """Settings of the Unity bridge."""

    host: str = "127.0.0.1"
    """Where Unity runs."""
    port: int = pydantic.Field(default=5555, ge=1, le=65535)
    """The port of the Kinesics component in the scene."""
    token: pydantic.SecretStr = pydantic.SecretStr("")
    """The token that the component asks for when it listens beyond its own machine."""
    mode: Literal["poses", "commands"] = "poses"
    """`poses` streams what the stage plays; `commands` tells the avatar each wish, and it moves by
    its own animations."""
    model: str = ""
    """A VRM file to load, as a path on the machine that Unity runs on; empty keeps the scene's."""


class Unity(Bridge[UnityConfig]):
    """An avatar in Unity, by the package in bridges/unity-package."""

    def __init__(self, config: UnityConfig | None = None) -> None:
        super().__init__(config)
        self._link = Link("127.0.0.1", self.config.port)
        self._avatar = Avatar(self._link)
        self._expression = "neutral"
        self._speeches: dict[str, tuple[MouthShape, ...]] = {}
        self._lock = threading.Lock()
        self._sound: tuple[float, tuple[MouthShape, ...]] | None = None
        """When the sound that plays began, and its mouth."""

    def open(self) -> None:
        token = self.config.token.get_secret_value()
        self._link = Link(self.config.host, self.config.port, name="unity", token=token)
        self._avatar = Avatar(self._link)
        # Two that blink fight: in a stream of poses the stage does it.
        alone = self.config.mode == "commands"
        self._avatar.set_auto_blink(enabled=alone)
        self._avatar.set_auto_head_movement(enabled=alone)
        if self.config.model:
            self._avatar.load_vrm(self.config.model)
        self._link.open()

    def close(self) -> None:
        self._link.close()

    def status(self) -> str:
        state = self._link.state
        if state.connected:
            return ""
        return f"no avatar at {self.config.host}:{self.config.port} ({state.why})"

    @on(Pose)
    def show(self, pose: Pose) -> None:
        if self.config.mode == "poses":
            self._avatar.set_pose(humanoid(pose.channels))

    @on(Express)
    def express(self, wish: Express) -> None:
        if self.config.mode == "poses":
            return
        before, self._expression = self._expression, wish.name
        if before not in (wish.name, "neutral"):
            self._avatar.set_expression(before, 0.0)
        if wish.name != "neutral" and math.isfinite(wish.weight):
            self._avatar.set_expression(wish.name, min(1.0, max(0.0, wish.weight)))

    @on(Move)
    def move(self, wish: Move) -> None:
        if self.config.mode == "commands" and math.isfinite(wish.speed):
            self._avatar.play_animation(wish.name, min(10.0, max(0.1, wish.speed)))

    @on(Look)
    def look(self, wish: Look) -> None:
        yaw_deg, pitch_deg = wish.yaw_deg, wish.pitch_deg
        if self.config.mode == "commands" and math.isfinite(yaw_deg + pitch_deg):
            self._avatar.look_at(min(180.0, max(-180.0, yaw_deg)), min(90.0, max(-90.0, pitch_deg)))

    @on(Interrupt, Halt)
    def stop(self, _: Interrupt | Halt) -> None:
        if self.config.mode == "commands":
            self._avatar.play_animation("")
            self._set_sound(None)

    @on(Speech)
    def prepare(self, speech: Speech) -> None:
        if self.config.mode == "commands":
            self._speeches[speech.text] = speech.mouth
            while len(self._speeches) > MOST_SPEECHES:
                del self._speeches[next(iter(self._speeches))]

    @on(Playing)
    def speak(self, playing: Playing) -> None:
        if self.config.mode == "poses":
            return
        track = self._speeches.pop(playing.text, ()) if playing.began else ()
        self._set_sound((self.clock.now(), track) if track else None)

    def events(self) -> Iterator[None]:
        """Move the mouth while a sound plays; each None is a place where the house may stop this."""
        shown = CLOSED
        while self.config.mode == "commands":
            with self._lock:
                sound = self._sound
            wanted = CLOSED if sound is None else shape_at(sound[1], self.clock.now() - sound[0])
            if wanted is not shown:
                shown = wanted
                self._show_mouth(wanted)
            yield None
            self.clock.sleep(MOUTH_PERIOD_S)

    def _show_mouth(self, wanted: MouthShape) -> None:
        known = wanted.shape in MOUTH_SHAPES
        self._avatar.set_viseme(wanted.shape if known else "aa", wanted.weight if known else 0.0)

    def _set_sound(self, sound: tuple[float, tuple[MouthShape, ...]] | None) -> None:
        with self._lock:
            self._sound = sound
