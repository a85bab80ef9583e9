"""The examples in the docs do what the docs say."""

import json
import re
from pathlib import Path
from typing import Any

from kinesics import Pose, parse_clip
from kinesics.testing import FakeBody, play

BODIES = (Path(__file__).resolve().parent.parent / "docs" / "bodies.md").read_text()


def block(language: str, text: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_lamp_glows() -> None:
    names: dict[str, Any] = {}
    exec(block("python", BODIES), names)  # noqa: S102  (our own docs)
    with FakeBody(commands=["set_glow"]) as body:
        lamp = names["Lamp"](names["LampConfig"](port=body.port))
        play(lamp, Pose({"happy": 0.5}))
        assert body.wait_for(1) == [{"command": "set_glow", "data": {"level": 0.5}}]


def test_the_clip_in_the_docs_can_be_played() -> None:
    text = block("json", BODIES)
    clip = parse_clip("mine", text)
    assert clip.seconds == json.loads(text)["seconds"]
    assert clip.pose_at(0.6)["right_arm_out"] == 75.0
