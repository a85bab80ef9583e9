"""Reads where the bones of a `.vrm` file are at rest: VRM 0 and VRM 1.0, its glTF part only."""

import math
import struct
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kinesics import ConfigError, Quaternion
from kinesics_vmc.names import BONE_OF_VRM0, BONE_OF_VRM1
from kinesics_vmc.skeleton import Joint, Place, Skeleton
from kinesics_vmc.turns import NO_TURN, of_length_one, times

Matrix = tuple[
    float, float, float, float, float, float, float, float,
    float, float, float, float, float, float, float, float,
]  # fmt: skip
"""Column by column, as glTF writes it."""

MOST_JSON_BYTES = 64 * 2**20
FARTHEST_M = 100.0
"""A bone farther from its parent is a mistake in the file, such as centimetres."""
NEEDED = ("Hips", "Spine", "Head")


class Node(msgspec.Struct):
    """A node of glTF."""

    name: str = ""
    children: list[int] = []
    translation: Place = (0.0, 0.0, 0.0)
    rotation: Quaternion = NO_TURN
    matrix: Matrix | None = None


class HumanBone(msgspec.Struct):
    """Which node a bone is; VRM 0 has the name of the bone here."""

    node: int
    bone: str = ""


class Humanoid0(msgspec.Struct, rename="camel"):
    """The bones of VRM 0."""

    human_bones: list[HumanBone]


class Humanoid1(msgspec.Struct, rename="camel"):
    """The bones of VRM 1.0."""

    human_bones: dict[str, HumanBone]


class Vrm0(msgspec.Struct):
    """The extension of VRM 0."""

    humanoid: Humanoid0


class Vrm1(msgspec.Struct):
    """The extension of VRM 1.0."""

    humanoid: Humanoid1


class Extensions(msgspec.Struct):
    """What makes a glTF file an avatar."""

    vrm0: Vrm0 | None = msgspec.field(default=None, name="VRM")
    vrm1: Vrm1 | None = msgspec.field(default=None, name="VRMC_vrm")


class Gltf(msgspec.Struct):
    """As much of a glTF file as says where the bones are."""

    nodes: list[Node] = []
    extensions: Extensions = msgspec.field(default_factory=Extensions)


def read_skeleton(file: Path) -> Skeleton:
    """The bones of an avatar at rest; ConfigError where the file has none to read."""
    try:
        gltf = msgspec.json.decode(_json_of(file), type=Gltf)
        return dict(_joints(gltf))
    except OSError as error:
        raise ConfigError(f"model {file}: {error.strerror or error}") from error
    except (ValueError, msgspec.MsgspecError) as error:
        raise ConfigError(f"model {file}: {error}") from error


def _json_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        head = opened.read(20)
        if head[:4] != b"glTF" or len(head) < 20:
            raise ValueError("no .vrm file, which is binary glTF; export the avatar as .vrm")
        _, version, _, size, kind = struct.unpack("<4sIII4s", head)
        if version != 2 or kind != b"JSON":
            raise ValueError(f"glTF version {version}; export it as VRM 0 or VRM 1.0, of glTF 2")
        if size > MOST_JSON_BYTES:
            raise ValueError(f"{size} bytes of JSON; at most {MOST_JSON_BYTES} are read")
        text = opened.read(size)
        if len(text) < size:
            raise ValueError("the file is cut off; copy or export it again")
        return text


def _joints(gltf: Gltf) -> Iterator[tuple[str, Joint]]:
    if (vrm1 := gltf.extensions.vrm1) is not None:
        bones, names, to_unity = vrm1.humanoid.human_bones, BONE_OF_VRM1, _from_vrm1
    elif (vrm0 := gltf.extensions.vrm0) is not None:
        bones = {bone.bone: bone for bone in vrm0.humanoid.human_bones}
        names, to_unity = BONE_OF_VRM0, _from_vrm0
    else:
        raise ValueError("no VRM extension in it; export the avatar as VRM 0 or VRM 1.0")
    nodes = {names[name]: bone.node for name, bone in bones.items() if name in names}
    if missing := [bone for bone in NEEDED if bone not in nodes]:
        raise ValueError(f"no bone for {', '.join(missing)}; its humanoid is not complete")
    parents = _parents(gltf.nodes)
    for bone, number in nodes.items():
        if not 0 <= number < len(gltf.nodes):
            raise ValueError(f"{bone} is node {number} of {len(gltf.nodes)}")
        node = gltf.nodes[number]
        place = node.matrix[12:15] if node.matrix is not None else node.translation
        if math.hypot(*place) > FARTHEST_M:
            raise ValueError(f"{bone} is {math.hypot(*place):.4g} m from what it grows on")
        around = _world_turn(gltf.nodes, parents, parents.get(number))
        yield bone, to_unity(place, around, times(around, _turn_of(node)))


def _from_vrm1(place: Place, around: Quaternion, own: Quaternion) -> Joint:
    """VRM 1.0 looks along z, so left and right are swapped."""
    x, y, z = place
    return Joint((-x, y, z), _mirror_x(around), _mirror_x(own))


def _from_vrm0(place: Place, around: Quaternion, own: Quaternion) -> Joint:
    """VRM 0 looks along -z, so front and back are swapped."""
    x, y, z = place
    return Joint((x, y, -z), _mirror_z(around), _mirror_z(own))


def _mirror_x(turn: Quaternion) -> Quaternion:
    x, y, z, w = turn
    return x, -y, -z, w


def _mirror_z(turn: Quaternion) -> Quaternion:
    x, y, z, w = turn
    return -x, -y, z, w


def _parents(nodes: list[Node]) -> dict[int, int]:
    parents: dict[int, int] = {}
    for number, node in enumerate(nodes):
        for child in node.children:
            if not 0 <= child < len(nodes):
                raise ValueError(f"node {number} has a child {child} of {len(nodes)} nodes")
            if child in parents:
                raise ValueError(f"node {child} has two parents, {parents[child]} and {number}")
            parents[child] = number
    return parents


def _world_turn(nodes: list[Node], parents: dict[int, int], number: int | None) -> Quaternion:
    turn = NO_TURN
    for _ in nodes:
        if number is None:
            return turn
        turn = times(_turn_of(nodes[number]), turn)
        number = parents.get(number)
    if number is not None:
        raise ValueError(f"node {number} is its own ancestor")
    return turn


def _turn_of(node: Node) -> Quaternion:
    turn = node.rotation if node.matrix is None else _turn_in(node.matrix)
    if (normal := of_length_one(turn)) is None:
        raise ValueError(f"node {node.name!r} has the rotation {turn}, which is none")
    return normal


def _turn_in(matrix: Matrix) -> Quaternion:
    """The rotation in a matrix, whatever its scale."""
    columns = [matrix[0:3], matrix[4:7], matrix[8:11]]
    lengths = [math.hypot(*column) for column in columns]
    if min(lengths) < 1e-9:
        return 0.0, 0.0, 0.0, 0.0
    (xx, yx, zx), (xy, yy, zy), (xz, yz, zz) = (
        tuple(value / length for value in column)
        for column, length in zip(columns, lengths, strict=True)
    )
    # Of the four squares, the greatest gives the most exact root.
    squares = (1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz, 1 + xx + yy + zz)
    greatest = squares.index(max(squares))
    rows = (
        (squares[0], yx + xy, zx + xz, zy - yz),
        (yx + xy, squares[1], zy + yz, xz - zx),
        (zx + xz, zy + yz, squares[2], yx - xy),
        (zy - yz, xz - zx, yx - xy, squares[3]),
    )
    return rows[greatest]
