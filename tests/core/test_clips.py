"""Movements: the laws that all of them keep, what they show, and what a user's file may say."""

import json
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import CHANNELS, REST, Array, humanoid
from kinesics.poses.clip import Clip, ClipError, parse_clip
from kinesics.poses.frames import compile_clip
from kinesics.poses.library import CLIP_NAMES, built_in, load_clips

every_clip = pytest.mark.parametrize(
    "clip", [built_in(name) for name in CLIP_NAMES], ids=CLIP_NAMES
)

PROMISED = ("wave", "nod", "shake", "bow", "shrug", "think", "listen", "look_around", "celebrate",
            "sad", "point_left", "point_right", "dance", "sleep", "wake")  # fmt: skip
"""What configurations, language models and other people's plugins ask for."""
FASTEST = {"deg": 900.0, "m": 1.0, "part": 22.0}
"""Per second: a motor or an eye that follows must not be torn."""
LIMB_M = {"Shoulder": 0.03, "UpperArm": 0.13, "LowerArm": 0.26, "Hand": 0.24}


def turn(x: float, y: float, z: float, w: float) -> Array:
    """The matrix of a quaternion."""
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip


def stand(channels: dict[str, float]) -> dict[str, Array]:
    """Where the joints of a grown-up are, in metres from the floor below: x to its left, z ahead."""
    bones = humanoid(channels)
    at: Array = np.array([0.0, 0.95, 0.0]) + bones.hips
    way = turn(*bones.bones["hips"])
    places: dict[str, Array] = {"hips": at}
    ways: dict[str, Array] = {}
    for bone, up in (("spine", 0.1), ("chest", 0.15), ("neck", 0.27), ("head", 0.09)):
        at = at + way @ [0.0, up, 0.0]
        way = way @ turn(*bones.bones[bone])
        places[bone], ways[bone] = at, way
    places["face"] = at + way @ [0.0, 0.1, 0.02]
    places["nose"] = at + way @ [0.0, 0.08, 0.12]
    for side, sign in (("left", 1.0), ("right", -1.0)):
        way = ways["chest"]
        at = places["chest"] + way @ [0.0, 0.22, 0.0]
        for joint, length in LIMB_M.items():
            at = at + way @ [sign * length, 0.0, 0.0]
            way = way @ turn(*bones.bones[f"{side}{joint}"])
            places[f"{side}{joint}"] = at
        places[f"{side}Palm"] = at + way @ [sign * 0.09, 0.0, 0.0]
        places[f"{side}Thumb"] = at + way @ [sign * 0.08, 0.0, 0.08]
    return places


def shown(clip: Clip, t: float) -> dict[str, Array]:
    """The body at ease, but for the clip."""
    pose = clip.pose_at(t)
    if clip.adds:
        pose = {channel: value + REST[channel] for channel, value in pose.items()}
    return stand(pose)


def film(name: str, rate_hz: float = 30.0) -> Iterator[dict[str, Array]]:
    clip = built_in(name)
    yield from (shown(clip, t) for t in np.arange(0.0, clip.seconds, 1.0 / rate_hz))


def turns(values: list[float], least: float) -> int:
    """How often a value changes its direction, wobbles below `least` not counted."""
    far, way, count = values[0], 0.0, 0
    for value in values:
        if way * (value - far) >= 0.0 and abs(value - far) > (0.0 if way else least):
            way, far = math.copysign(1.0, value - far), value
        elif way and abs(value - far) > least:
            way, far, count = -way, value, count + 1
    return count


def test_every_movement_that_was_promised_is_there_and_many_more() -> None:
    assert set(PROMISED) <= set(CLIP_NAMES)
    assert len(CLIP_NAMES) >= 24


@every_clip
def test_a_clip_stays_within_the_range_of_its_channels(clip: Clip) -> None:
    frames = compile_clip(clip, 120.0)
    for name, column in zip(frames.channels, frames.values.T, strict=True):
        channel = CHANNELS[name]
        rest = channel.rest if clip.adds else 0.0
        assert channel.low <= column.min() + rest
        assert column.max() + rest <= channel.high


@every_clip
def test_a_clip_never_jumps_and_never_tears_at_a_motor(clip: Clip) -> None:
    frames = compile_clip(clip, 240.0)
    speeds = np.abs(np.diff(frames.values, axis=0)).max(axis=0) * frames.rate_hz
    for name, speed in zip(frames.channels, speeds, strict=True):
        assert speed < FASTEST[CHANNELS[name].unit], name


@every_clip
def test_a_movement_begins_and_ends_gently(clip: Clip) -> None:
    for name, keys in clip.tracks.items():
        for (start, low), (end, high) in pairwise(keys):
            for t, value in ((start + 0.001, low), (end - 0.001, high)):
                assert abs(clip.pose_at(t)[name] - value) <= 1e-3 * abs(high - low)


@every_clip
def test_a_clip_brings_the_body_back_or_round_or_leaves_it_there(clip: Clip) -> None:
    for name, keys in clip.tracks.items():
        last = keys[-1][1]
        match clip.ends:
            case "returns":
                assert last == (0.0 if clip.adds else REST[name])
            case "repeats":
                assert last == keys[0][1]
            case "holds":
                assert clip.pose_at(1e6)[name] == last


@every_clip
def test_a_body_without_arms_and_face_has_its_part_in_every_clip(clip: Clip) -> None:
    assert {"head_pitch", "head_yaw", "head_roll"} & set(clip.tracks)
    assert {"left_ear", "right_ear"} <= set(clip.tracks)


@every_clip
def test_no_hand_goes_through_the_head_or_the_trunk(clip: Clip) -> None:
    for t in np.arange(0.0, clip.seconds, 0.1):
        places = shown(clip, t)
        hips, along = places["hips"], places["neck"] - places["hips"]
        for joint in ("leftHand", "leftPalm", "rightHand", "rightPalm"):
            hand = places[joint]
            near = hips + along * np.clip((hand - hips) @ along / (along @ along), 0.0, 1.0)
            assert np.linalg.norm(hand - places["face"]) > 0.11
            assert np.linalg.norm(hand - near) > 0.1


@pytest.mark.parametrize("name", [one for one in CLIP_NAMES if built_in(one).ends == "repeats"])
@pytest.mark.parametrize("t", [0.0, 0.3, 1.9])
def test_a_repeat_has_no_seam(name: str, t: float) -> None:
    clip = built_in(name)
    assert clip.pose_at(t + clip.seconds) == pytest.approx(clip.pose_at(t), abs=1e-9)
    assert clip.pose_at(clip.seconds - 1e-4) == pytest.approx(clip.pose_at(1e-4), abs=1e-3)


@given(st.lists(st.floats(-80.0, 80.0), min_size=1, max_size=8), st.floats(-1.0, 20.0))
def test_a_curve_stays_between_its_keys(values: list[float], t: float) -> None:
    keys = tuple((float(place), value) for place, value in enumerate(values))
    at = Clip("any", "any", 10.0, tracks={"head_yaw": keys}).pose_at(t)["head_yaw"]
    near = values[max(0, min(len(values) - 1, math.floor(t)))]
    after = values[max(0, min(len(values) - 1, math.ceil(t)))]
    assert min(near, after) - 1e-9 <= at <= max(near, after) + 1e-9


def test_half_of_the_time_is_half_of_the_way_and_a_quarter_a_tenth() -> None:
    clip = Clip("any", "any", 1.0, tracks={"head_yaw": ((0.0, 0.0), (1.0, 10.0))})
    assert clip.pose_at(0.5)["head_yaw"] == pytest.approx(5.0)
    assert clip.pose_at(0.25)["head_yaw"] == pytest.approx(1.035, abs=1e-3)


def test_a_wave_swings_the_right_hand_above_the_shoulder() -> None:
    up = [at for at in film("wave") if at["rightPalm"][1] > at["rightUpperArm"][1] + 0.15]
    assert len(up) >= 30
    assert turns([at["rightPalm"][0] for at in up], 0.05) >= 4
    assert all(at["leftPalm"][1] < 1.0 for at in up)


def test_a_nod_and_a_shake_move_the_nose_each_its_way() -> None:
    assert turns([at["nose"][1] for at in film("nod")], 0.01) >= 3
    assert turns([at["nose"][0] for at in film("nod")], 0.01) == 0
    assert turns([at["nose"][0] for at in film("shake")], 0.01) >= 3


@pytest.mark.parametrize(
    ("name", "side", "sign"), [("point_left", "left", 1), ("point_right", "right", -1)]
)
def test_pointing_reaches_out_and_looks_there(name: str, side: str, sign: int) -> None:
    at = shown(built_in(name), 1.4)
    arm = at[f"{side}Palm"] - at[f"{side}UpperArm"]
    assert sign * arm[0] > 0.5
    assert abs(arm[1]) < 0.12
    assert sign * (at["nose"] - at["face"])[0] > 0.05


def test_pointing_right_is_pointing_left_in_the_mirror() -> None:
    for left, right in zip(film("point_left"), film("point_right"), strict=True):
        assert right["rightPalm"] == pytest.approx(left["leftPalm"] * [-1.0, 1.0, 1.0], abs=1e-9)


def test_a_bow_leans_forward_with_the_hands_hanging() -> None:
    at = shown(built_in("bow"), 1.5)
    assert at["head"][2] > 0.2
    assert abs(at["leftPalm"][2] - at["leftUpperArm"][2]) < 0.15


def test_joy_has_both_hands_above_the_head_and_hops() -> None:
    frames = list(film("celebrate"))
    assert any(min(at["leftPalm"][1], at["rightPalm"][1]) > at["head"][1] + 0.2 for at in frames)
    assert turns([at["hips"][1] for at in frames], 0.03) >= 5


def test_clapping_brings_the_palms_together_again_and_again() -> None:
    gaps = [float(np.linalg.norm(at["leftPalm"] - at["rightPalm"])) for at in film("clap", 60.0)]
    assert min(gaps) < 0.06
    assert turns(gaps, 0.1) >= 10


def test_a_thumb_up_is_up() -> None:
    at = shown(built_in("thumbs_up"), 1.2)
    assert at["rightThumb"][1] - at["rightPalm"][1] > 0.06
    pose = built_in("thumbs_up").pose_at(1.2)
    assert pose["right_thumb"] < 0.1 < 0.9 < pose["right_index"]


def test_who_wakes_begins_as_who_sleeps_lies() -> None:
    asleep = {**REST, **built_in("sleep").pose_at(1e6)}
    waking = {**REST, **built_in("wake").pose_at(0.0)}
    assert waking == asleep
    assert asleep["blink"] == 1.0


GOOD: dict[str, Any] = {
    "about": "looks up",
    "seconds": 1,
    "tracks": {"head_pitch": [[0, 0], [1, 20]]},
}


def tracks(**keys: object) -> dict[str, object]:
    return {"tracks": keys}


BAD: list[tuple[dict[str, object], str]] = [
    (tracks(head_yawn=[[0, 0]]), "no channel named 'head_yawn'; did you mean 'head_yaw'?; docs"),
    (tracks(head_yaw=[[0, 81]]), "head_yaw: 81 at 0 s is out of range; it goes from -80 to 80 deg"),
    (tracks(aa=[[0, 2]]), "aa: 2 at 0 s is out of range; it goes from 0 to 1"),
    ({"adds": True, **tracks(head_yaw=[[0, 161]])}, "it can add -160 to 160 deg"),
    (
        tracks(head_yaw=[[0.5, 0], [0.5, 1]]),
        "0.5 s comes after the one at 0.5 s; order them by time",
    ),
    (tracks(head_yaw=[[0.5, 0], [0.2, 1]]), "0.2 s comes after the one at 0.5 s"),
    (tracks(head_yaw=[[0, 0], [1.5, 1]]), "the key at 1.5 s is outside of the clip; seconds is 1"),
    (tracks(head_yaw=[[-1, 0]]), "the key at -1 s is outside of the clip"),
    (tracks(head_yaw=[]), "head_yaw has no key; give it one or remove it"),
    (tracks(head_yaw=[[0, "x"]]), "head_yaw: Expected `float`, got `str`.*; a track is a list of"),
    (tracks(head_yaw=[[0, 1, 2]]), "head_yaw: Expected `array` of length 2"),
    (tracks(head_yaw=[[n / 4000, 0] for n in range(2001)]), "has 2001 keys; 2000 are allowed"),
    (tracks(), "tracks are empty; name a channel"),
    ({"ends": "repeats"}, "would jump at each repeat, from 20 to 0; end with the value"),
    ({"ends": "repeat"}, "'repeat' is none of .*; did you mean 'repeats'?"),
    ({"seconds": 0}, "seconds: 0 is out of range"),
    ({"seconds": 601}, "seconds: 601 is out of range; .* at most 600 s"),
    ({"seconds": "1"}, "Expected `float`, got `str` - at `\\$.seconds`"),
    ({"fade_s": -1}, "fade_s: -1 is out of range"),
    ({"about": " "}, "about is empty; say"),
    ({"secnds": 1}, "unknown field `secnds`; did you mean 'seconds'?"),
]


@pytest.mark.parametrize(("change", "said"), BAD, ids=[said for _, said in BAD])
def test_a_clip_that_cannot_be_used_says_where_and_what_to_do(
    change: dict[str, object], said: str
) -> None:
    with pytest.raises(ClipError, match=f"^mine.json: .*{said.replace('?', '[?]')}"):
        parse_clip("mine", json.dumps(GOOD | change))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("{\n,", "line 2: no JSON"),
        ('{"about": "x", "seconds": NaN, "tracks": {}}', "line 1: no JSON"),
        ('{"about": "x", "seconds": 1e999, "tracks": {}}', "Number out of range"),
        ("[1]", "Expected `object`, got `array`; a clip has about, seconds"),
        ('{"about": "x"}', "missing required field `seconds`"),
        ('{"about": "x", "tracks": {"head_yaw": ' + "[" * 200_000, "no JSON"),
        ('"\ud800"', "no JSON"),
        ("{" + " " * 1_000_000 + "}", "characters are too many"),
    ],
    ids=["empty", "second line", "nan", "infinite", "list", "half", "deep", "surrogate", "long"],
)
def test_a_text_that_is_no_clip_says_so(text: str, said: str) -> None:
    with pytest.raises(ClipError, match=f"^mine.json: .*{said}"):
        parse_clip("mine", text)


@given(st.text())
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with pytest.raises(ClipError):
        parse_clip("mine", text)


@pytest.mark.parametrize("name", ["", "Wave", "my wave", "../wave", "é", "x" * 65])
def test_the_name_of_a_clip_is_plain(name: str) -> None:
    with pytest.raises(ClipError, match="cannot name a clip; use small letters"):
        parse_clip(name, json.dumps(GOOD))


def test_a_clip_is_what_its_file_says_and_cannot_be_changed() -> None:
    clip = parse_clip("mine", json.dumps(GOOD | {"fade_s": 1, "ends": "holds", "adds": True}))
    assert clip == Clip("mine", "looks up", 1.0, "holds", True, 1.0, clip.tracks)
    assert clip.tracks == {"head_pitch": ((0.0, 0.0), (1.0, 20.0))}
    with pytest.raises(TypeError):
        clip.tracks["head_yaw"] = ()  # pyright: ignore[reportIndexIssue]  (the point)


def save(folder: Path, name: str, data: bytes | None = None) -> Path:
    (folder / name).write_bytes(json.dumps(GOOD).encode() if data is None else data)
    return folder


def test_ones_own_clip_takes_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    save(tmp_path, "wave.json")
    save(tmp_path, "mine.json", b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    save(tmp_path, "._mine.json", b"\x00Mac OS X")
    save(tmp_path, "notes.txt", b"no clip")
    clips = load_clips(tmp_path)
    assert set(clips) == {*CLIP_NAMES, "mine"}
    assert clips["wave"].about == clips["mine"].about == "looks up"
    assert load_clips()["wave"] is built_in("wave")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "no JSON"),
        (b"\xff", "byte 0 is no UTF-8; save it as UTF-8"),
        (b" " * 1_000_001, "larger than 1000000 bytes"),
    ],
    ids=["broken", "bytes", "large"],
)
def test_a_broken_file_is_named_with_its_folder(tmp_path: Path, data: bytes, said: str) -> None:
    save(tmp_path, "mine.json", data)
    with pytest.raises(ClipError, match=said) as raised:
        load_clips(tmp_path)
    assert str(tmp_path / "mine.json") in str(raised.value)


def test_a_folder_that_is_not_there_or_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="no folder of clips at"):
        load_clips(tmp_path / "nowhere")
    (tmp_path / "mine.json").mkdir()
    with pytest.raises(ClipError, match="cannot be read"):
        load_clips(tmp_path)


def test_a_clip_that_is_not_built_in_has_a_neighbour() -> None:
    with pytest.raises(ClipError, match="no built-in clip named 'wawe'; did you mean 'wave'"):
        built_in("wawe")
