"""Rotations as quaternions, and the angles in them."""

import math
from typing import NamedTuple

from kinesics import Quaternion

NO_TURN: Quaternion = (0.0, 0.0, 0.0, 1.0)


class Angles(NamedTuple):
    """Degrees about each axis."""

    x: float
    y: float
    z: float


def times(one: Quaternion, other: Quaternion) -> Quaternion:
    """The rotation `other`, and then `one`."""
    ax, ay, az, aw = one
    bx, by, bz, bw = other
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def back(turn: Quaternion) -> Quaternion:
    """The rotation that undoes this one."""
    x, y, z, w = turn
    return -x, -y, -z, w


def joined(*turns: Quaternion) -> Quaternion:
    """What a chain of bones turns, each growing on the one before."""
    whole = NO_TURN
    for turn in turns:
        whole = times(whole, turn)
    return whole


def about_x(degrees: float) -> Quaternion:
    half = math.radians(degrees) / 2.0
    return math.sin(half), 0.0, 0.0, math.cos(half)


def about_y(degrees: float) -> Quaternion:
    half = math.radians(degrees) / 2.0
    return 0.0, math.sin(half), 0.0, math.cos(half)


def about_z(degrees: float) -> Quaternion:
    half = math.radians(degrees) / 2.0
    return 0.0, 0.0, math.sin(half), math.cos(half)


def of_length_one(turn: Quaternion) -> Quaternion | None:
    """The same rotation, or None where these numbers are none."""
    length = math.hypot(*turn)
    # NaN and infinity fail this, too.
    if not 1e-3 < length < 1e3:
        return None
    x, y, z, w = turn
    return x / length, y / length, z / length, w / length


def turned(turn: Quaternion, place: tuple[float, float, float]) -> tuple[float, float, float]:
    """Where a place is after the rotation."""
    x, y, z, _ = times(times(turn, (*place, 0.0)), back(turn))
    return x, y, z


def wrapped(degrees: float) -> float:
    """The same angle, -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0


def twist_x(turn: Quaternion) -> float:
    """Degrees about x that are in a rotation, -180..180."""
    return _twist(turn[0], turn[3])


def twist_y(turn: Quaternion) -> float:
    """Degrees about y that are in a rotation, -180..180."""
    return _twist(turn[1], turn[3])


def twist_z(turn: Quaternion) -> float:
    """Degrees about z that are in a rotation, -180..180."""
    return _twist(turn[2], turn[3])


def as_yxz(turn: Quaternion) -> Angles:
    """The rotation as one about y, of one about x, of one about z: of a head."""
    x, y, z, w = turn
    return Angles(
        _asin(2.0 * (w * x - y * z)),
        _atan2(2.0 * (x * z + w * y), 1.0 - 2.0 * (x * x + y * y)),
        _atan2(2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z)),
    )


def as_zyx(turn: Quaternion) -> Angles:
    """The rotation as one about z, of one about y, of one about x: of a hand."""
    x, y, z, w = turn
    return Angles(
        _atan2(2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y)),
        _asin(2.0 * (w * y - x * z)),
        _atan2(2.0 * (x * y + w * z), 1.0 - 2.0 * (y * y + z * z)),
    )


def _twist(part: float, w: float) -> float:
    # A quaternion and its negative are the same rotation.
    return wrapped(2.0 * _atan2(part, w))


def _asin(sine: float) -> float:
    return math.degrees(math.asin(min(1.0, max(-1.0, sine))))


def _atan2(y: float, x: float) -> float:
    return math.degrees(math.atan2(y, x))
