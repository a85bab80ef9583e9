"""Where the bones of an avatar are, read from its file; what cannot be read is told with the file."""

import json
import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import ConfigError, Quaternion, mirrored
from kinesics_vmc.model import read_skeleton
from kinesics_vmc.turns import about_x, about_y, about_z, joined, times

Gltf = dict[str, Any]  # any JSON


def vrm_file(folder: Path, gltf: Gltf) -> Path:
    file = folder / "avatar.vrm"
    text = json.dumps(gltf).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sIIII4s", b"glTF", 2, 20 + len(text) + 4, 0, 0, b"JSON")
    file.write_bytes(head[:12] + struct.pack("<I4s", len(text), b"JSON") + text + b"rest")
    return file


def nodes() -> list[Gltf]:
    return [
        {"name": "root", "children": [1]},
        {"name": "hips", "translation": [0.0, 1.0, 0.25], "children": [2]},
        {"name": "spine", "translation": [0.0, 0.125, 0.0], "children": [3, 4]},
        {"name": "head", "translation": [0.0, 0.5, 0.0]},
        {"name": "thumb", "translation": [0.5, 0.25, 0.125]},
    ]


def vrm1(nodes: list[Gltf]) -> Gltf:
    bones = {"hips": 1, "spine": 2, "head": 3, "leftThumbMetacarpal": 4, "tail": 4}
    human = {name: {"node": node} for name, node in bones.items()}
    return {"nodes": nodes, "extensions": {"VRMC_vrm": {"humanoid": {"humanBones": human}}}}


def vrm0(nodes: list[Gltf]) -> Gltf:
    bones = {"hips": 1, "spine": 2, "head": 3, "leftThumbProximal": 4, "tail": 4}
    human = [{"bone": name, "node": node} for name, node in bones.items()]
    return {"nodes": nodes, "extensions": {"VRM": {"humanoid": {"humanBones": human}}}}


def test_vrm_1_looks_along_z_so_left_and_right_are_swapped(tmp_path: Path) -> None:
    skeleton = read_skeleton(vrm_file(tmp_path, vrm1(nodes())))
    assert set(skeleton) == {"Hips", "Spine", "Head", "LeftThumbProximal"}
    assert skeleton["Hips"].place == (0.0, 1.0, 0.25)
    assert skeleton["LeftThumbProximal"].place == (-0.5, 0.25, 0.125)


def test_vrm_0_looks_the_other_way_so_front_and_back_are_swapped(tmp_path: Path) -> None:
    skeleton = read_skeleton(vrm_file(tmp_path, vrm0(nodes())))
    assert skeleton["Hips"].place == (0.0, 1.0, -0.25)
    assert skeleton["LeftThumbProximal"].place == (0.5, 0.25, -0.125)


def test_an_avatar_whose_bones_are_not_turned_is_posed_as_it_is(tmp_path: Path) -> None:
    turn = times(about_x(20.0), about_y(50.0))
    for gltf in (vrm0(nodes()), vrm1(nodes())):
        joint = read_skeleton(vrm_file(tmp_path, gltf))["Head"]
        assert joint.posed(turn) == pytest.approx(mirrored(turn))


angles = st.floats(-80.0, 80.0)
turns = st.tuples(angles, angles, angles).map(
    lambda degrees: joined(about_y(degrees[1]), about_x(degrees[0]), about_z(degrees[2]))
)


@given(turns, turns, turns)
def test_a_bone_that_is_turned_at_rest_turns_in_the_world_as_the_others_do(
    tmp_path_factory: pytest.TempPathFactory, root: Quaternion, rest: Quaternion, turn: Quaternion
) -> None:
    given_nodes = nodes()
    given_nodes[0]["rotation"] = root
    given_nodes[1]["rotation"] = rest
    file = vrm_file(tmp_path_factory.getbasetemp(), vrm1(given_nodes))
    own = mirrored(read_skeleton(file)["Hips"].posed(turn))
    # In the world the whole of it is: the wished turn, after the bone has its place at rest.
    assert_same(times(root, own), times(turn, times(root, rest)))


@given(turns, st.floats(0.1, 3.0))
def test_a_matrix_says_the_same_as_a_rotation(
    tmp_path_factory: pytest.TempPathFactory, turn: Quaternion, scale: float
) -> None:
    x, y, z, w = turn
    matrix = [
        1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y), 0.0,
        2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x), 0.0,
        2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y), 0.0,
    ]  # fmt: skip
    by_matrix, by_turn = nodes(), nodes()
    by_matrix[1] = {"matrix": [*(scale * one for one in matrix), 0.0, 1.0, 0.25, 1.0]}
    by_matrix[1]["children"] = [2]
    by_turn[1]["rotation"] = turn
    folder = tmp_path_factory.getbasetemp()
    one, other = (
        read_skeleton(vrm_file(folder, vrm1(some)))["Hips"] for some in (by_matrix, by_turn)
    )
    assert one.place == other.place
    assert_same(one.own, other.own)


def assert_same(one: Quaternion, other: Quaternion) -> None:
    x, y, z, w = (a * b for a, b in zip(one, other, strict=True))
    assert abs(x + y + z + w) == pytest.approx(1.0, abs=1e-6)


def broken(change: str, value: object) -> Gltf:
    """An avatar with one thing wrong; `change` is the way to it, such as `nodes.1.rotation`."""
    gltf = vrm1(nodes())
    place: Any = gltf  # any JSON
    *way, last = change.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return gltf


HUMAN = "extensions.VRMC_vrm.humanoid.humanBones"


@pytest.mark.parametrize(
    ("gltf", "why"),
    [
        (broken("extensions", {}), "no VRM extension"),
        (broken(HUMAN, {"hips": {"node": 1}}), "no bone for Spine, Head"),
        (broken(f"{HUMAN}.head.node", 99), "Head is node 99 of 5"),
        (broken(f"{HUMAN}.head.node", -1), "Head is node -1 of 5"),
        (broken(f"{HUMAN}.head.node", "3"), r"humanBones\[...\].node"),
        (broken("nodes.2.children", [3, 3]), "node 3 has two parents"),
        (broken("nodes.4.children", [9]), "node 4 has a child 9"),
        (broken("nodes.4.children", [0]), "its own ancestor"),
        (broken("nodes.1.rotation", [0.0, 0.0, 0.0, 0.0]), "'hips' has the rotation"),
        (broken("nodes.1.translation", [0.0, 120.0, 0.0]), "Hips is 120 m"),
        (broken("nodes.1.translation", [0.0, 1.0]), r"nodes\[1\].translation"),
        (broken("nodes.1.matrix", [0.0] * 16), "has the rotation"),
    ],
)
def test_an_avatar_that_is_not_whole_is_told(tmp_path: Path, gltf: Gltf, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as told:
        read_skeleton(vrm_file(tmp_path, gltf))
    assert "avatar.vrm" in str(told.value)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no .vrm file"),
        (b"PK\x03\x04" + b"x" * 40, "no .vrm file"),
        (struct.pack("<4sIII4s", b"glTF", 1, 40, 8, b"JSON"), "glTF version 1"),
        (struct.pack("<4sIII4s", b"glTF", 2, 40, 8, b"JSON") + b"{}", "cut off"),
        (struct.pack("<4sIII4s", b"glTF", 2, 40, 2**32 - 1, b"JSON"), "4294967295 bytes"),
        (struct.pack("<4sIII4s", b"glTF", 2, 40, 4, b"JSON") + b"{..}", "malformed"),
        (struct.pack("<4sIII4s", b"glTF", 2, 40, 2, b"JSON") + b"\xff\xfe", "malformed|UTF-8"),
    ],
)
def test_a_file_that_is_no_avatar_is_told(tmp_path: Path, raw: bytes, why: str) -> None:
    file = tmp_path / "avatar.vrm"
    file.write_bytes(raw)
    with pytest.raises(ConfigError, match=why):
        read_skeleton(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nobody\.vrm: No such file"):
        read_skeleton(tmp_path / "nobody.vrm")


def test_hips_that_are_turned_at_rest_move_as_the_world_does(tmp_path: Path) -> None:
    given_nodes = nodes()
    given_nodes[0]["rotation"] = about_y(90.0)
    hips = read_skeleton(vrm_file(tmp_path, vrm1(given_nodes)))["Hips"]
    moved = hips.moved((0.0, 0.0, 0.5))
    step = [there - here for there, here in zip(moved, hips.place, strict=True)]
    # Its root looks to its left, so forward in the world is to the right of its root.
    assert step == pytest.approx([0.5, 0.0, 0.0], abs=1e-9)
    assert math.hypot(*step) == pytest.approx(0.5)
