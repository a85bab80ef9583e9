"""Every command of an avatar as a function: which of them replace each other, and which do not.

docs/wire.md says what each of them does.
"""

import math
from collections.abc import Iterable

from kinesics import MOUTH_SHAPES, Humanoid, Link, Quaternion

DIGITS = 5
"""Behind the point: a thousandth of a degree, at a third of the bytes."""


class Avatar:
    """An avatar at the other end of a link; any thread may call, nothing blocks."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def load_vrm(self, path: str) -> None:
        """Show this model; shown again when the avatar's program has been started anew."""
        self._link.ensure("model", "load_vrm", {"path": path})

    def unload_model(self) -> None:
        self._link.ensure("model", "unload_model")

    def set_expression(self, name: str, weight: float = 1.0) -> None:
        data = {"name": name, "weight": _finite("weight", weight)}
        self._link.replace(f"expression {name}", "set_expression", data)

    def reset_expressions(self, names: Iterable[str] = ()) -> None:
        """All expressions to 0; `names` are those that must not come back later."""
        for name in names:
            self._link.forget(f"expression {name}")
        self._link.append("reset_expressions")

    def set_viseme(self, name: str, weight: float = 1.0) -> None:
        """One of aa ih ou ee oh; the other four go to 0."""
        if name not in MOUTH_SHAPES:
            raise ValueError(f"no viseme named {name!r}; there are {', '.join(MOUTH_SHAPES)}")
        data = {"name": name, "weight": _finite("weight", weight)}
        self._link.replace("viseme", "set_viseme", data)

    def blink(self) -> None:
        """Once, now."""
        self._link.append("blink")

    def set_auto_blink(self, *, enabled: bool) -> None:
        self._link.replace("auto blink", "set_auto_blink", {"enabled": enabled})

    def set_auto_head_movement(
        self,
        *,
        enabled: bool,
        min_interval_s: float = 2.0,
        max_interval_s: float = 6.0,
        max_angle_deg: float = 8.0,
    ) -> None:
        data = {
            "enabled": enabled,
            "min_interval_s": _finite("min_interval_s", min_interval_s),
            "max_interval_s": _finite("max_interval_s", max_interval_s),
            "max_angle_deg": _finite("max_angle_deg", max_angle_deg),
        }
        self._link.replace("auto head movement", "set_auto_head_movement", data)

    def set_transition_speed(self, speed: float) -> None:
        """0.1 to 10; at 1 an expression takes 0.3 s."""
        data = {"speed": _finite("speed", speed)}
        self._link.replace("transition speed", "set_transition_speed", data)

    def look_at(self, yaw_deg: float, pitch_deg: float) -> None:
        """To its left and up, from straight ahead."""
        data = {
            "yaw_deg": _finite("yaw_deg", yaw_deg),
            "pitch_deg": _finite("pitch_deg", pitch_deg),
        }
        self._link.replace("look", "look_at", data)

    def look_at_point(self, x: float, y: float, z: float) -> None:
        """Metres from the avatar's feet: to its left, up, in front."""
        data = {"target": [_finite(axis, at) for axis, at in (("x", x), ("y", y), ("z", z))]}
        self._link.replace("look", "look_at", data)

    def play_animation(self, name: str, speed: float = 1.0) -> None:
        """A clip or animator state; an empty name stops the one that plays."""
        self._link.append("play_animation", {"name": name, "speed": _finite("speed", speed)})

    def set_bone(self, bone: str, rotation: Quaternion) -> None:
        self._link.replace(f"bone {bone}", "set_bone", {"bone": bone, "rotation": _brief(rotation)})

    def set_pose(self, pose: Humanoid) -> None:
        """All bones and expressions at once."""
        data = {
            "bones": {bone: _brief(turn) for bone, turn in pose.bones.items()},
            "expressions": {
                name: round(weight, DIGITS) for name, weight in pose.expressions.items()
            },
            "hips": _brief(pose.hips),
        }
        self._link.replace("pose", "set_pose", data)


def _brief(numbers: Iterable[float]) -> list[float]:
    return [round(number, DIGITS) for number in numbers]


def _finite(name: str, value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{name}: {value} is no number that an avatar can be sent")
    return value
