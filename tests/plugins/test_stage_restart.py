"""A stage that is started anew goes on with the same body."""

from itertools import pairwise

from kinesics import Move, Pose
from kinesics.config import load_config
from kinesics.runtime import Runtime
from kinesics.testing import Collector

HOUSE = """
[monitor]
publish = false
[plugins.stage]
idle = false
"""


def test_new_settings_do_not_make_the_body_jump() -> None:
    heard = Collector()
    with Runtime(load_config(HOUSE, "the test")) as runtime:
        runtime.bus.subscribe(Pose, heard)

        def arms() -> list[float]:
            return [one.channels["left_arm_out"] for one in heard.events if isinstance(one, Pose)]

        runtime.publish(Move("celebrate"))
        heard.wait_for(lambda _: bool(arms()) and arms()[-1] > 90.0)
        runtime.configure("stage", seed=7)
        heard.wait_for(lambda _: arms()[-1] < 11.0)
    assert max(abs(after - before) for before, after in pairwise(arms())) < 60.0
