"""One script, three bodies: the terminal, the C# body under mono and a VMC receiver show one wave.

Needs mono and mcs; skipped with that reason where they are missing.
"""

import difflib
import statistics

import pytest

import mono
from bodies import Shown, VmcListener, WatchedTerminal, lags, rounded
from kinesics import humanoid
from kinesics.cli.run import find_config
from kinesics.runtime import Runtime
from mono import ConsoleBody
from waiting import wait_until

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)

FRAME_S = 1.0 / 60.0
FOREARM = "rightLowerArm"
AT_REST = rounded(humanoid({}).bones[FOREARM])
BENT_W = 0.85
"""The w of a forearm that is bent by 60 degrees and more."""


@pytest.fixture(scope="module")
def shown() -> dict[str, list[Shown]]:
    """What each body showed during the first wave of the demo."""
    listener = VmcListener()
    with ConsoleBody("--trace", FOREARM) as avatar:
        demo = find_config(
            None,
            [
                f"bridges.unity.port={avatar.port}",
                f"bridges.vmc.port={listener.port}",
                "bridges.terminal.use=bodies:WatchedTerminal",
                "bridges.terminal.plain=always",
                "monitor.publish=false",
            ],
        )
        WatchedTerminal.shown = ()
        with Runtime(demo):
            # The arm goes up, waves, and comes down again.
            wait_until(lambda: any(one.turn[3] < BENT_W for one in listener.shown))
            wait_until(lambda: listener.shown[-1].turn[3] > 0.99)
        frames = avatar.frames()
    listener.close()
    return {
        "terminal": list(WatchedTerminal.shown),
        "unity": [Shown(one["at"], rounded(one["bones"][FOREARM])) for one in frames],
        "vmc": listener.shown,
    }


def poses(shown: list[Shown]) -> list[tuple[float, ...]]:
    """The poses of a wave, each once while it lasts, in their order."""
    turns = [one.turn for one in shown if one.turn != AT_REST]
    return [turn for turn, before in zip(turns, [(), *turns], strict=False) if turn != before]


def test_every_body_lifts_its_arm_and_waves(shown: dict[str, list[Shown]]) -> None:
    for body, moments in shown.items():
        bent = [one.turn[3] < BENT_W for one in moments]
        assert any(bent), body
        assert len(poses(moments)) > 30, body


@pytest.mark.parametrize("body", ["unity", "vmc"])
def test_it_is_the_same_wave_pose_by_pose(shown: dict[str, list[Shown]], body: str) -> None:
    first, other = poses(shown["terminal"]), poses(shown[body])
    same = difflib.SequenceMatcher(None, first, other, autojunk=False).get_matching_blocks()
    # A few poses differ in the last digit that counts, or came between two frames of the avatar.
    assert sum(block.size for block in same) > 0.8 * len(other)


@pytest.mark.parametrize("body", ["unity", "vmc"])
def test_it_is_shown_within_one_frame(shown: dict[str, list[Shown]], body: str) -> None:
    moving = [one for one in shown["terminal"] if one.turn[3] < BENT_W]
    assert abs(statistics.median(lags(moving, shown[body]))) < 1.5 * FRAME_S
