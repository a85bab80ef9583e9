"""How an avatar in Unity comes, is let go and leaves, in a stand-in for Unity.  Needs mono and mcs."""

import itertools
import math
from pathlib import Path

import pytest

import mono
from mono import KINDS, Client, Scene, about, batch, pose
from waiting import wait_until

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)

UP = about("z", -90)
"""Of the right upper arm: the hand is straight above the shoulder."""

RAISED = (0.15, 1.95, 0)
LOADERS = ("vrm0", "vrm1", "both")


def near(*at: float) -> object:
    return pytest.approx(at, abs=2e-5)


def leave(scene: Scene, client: Client) -> None:
    client.close()
    wait_until(lambda: scene.ask("state")["clients"] == 0)


def model_file(folder: Path, name: str, content: str = "a model") -> str:
    path = folder / f"{name}.vrm"
    path.write_text(content)
    return str(path)


def angle(one: list[float], other: list[float]) -> float:
    """Between two rotations, in degrees."""
    same = abs(sum(a * b for a, b in zip(one, other, strict=True)))
    return math.degrees(2 * math.acos(min(1.0, same)))


def test_who_left_leaves_the_pose_a_while_and_then_the_body_stands_at_ease() -> None:
    with Scene("--still", "--crooked", defines=KINDS["none"]) as scene:
        with Client(scene.port) as client:
            pose(client, rightUpperArm=UP, head=about("y", 40))
            data = {"hips": [0, 0.2, 0], "expressions": {"happy": 1}}
            assert client.ask("set_pose", data=data)["ok"]
            scene.step(600)
            held = scene.where("RightHand")
            assert held == near(0.15, 2.15, 0)
            leave(scene, client)
        scene.step(4, 1)
        assert scene.where("RightHand") == near(*held)
        scene.step()
        course: list[tuple[float, float, float]] = []
        for _ in range(150):
            scene.step()
            course.append(scene.where("RightHand"))
        assert max(math.dist(a, b) for a, b in itertools.pairwise(course)) < 0.06
        x, y, z = course[-1]
        arm_m, hangs = 0.55, math.radians(80)
        assert (x, y, z) == near(0.15 + arm_m * math.cos(hangs), 1.4 - arm_m * math.sin(hangs), 0)
        assert scene.where("LeftEye") == near(-0.03, 1.7, 0.1)
        assert scene.ask("face")["Happy"] == 0


def test_where_an_animation_plays_the_bones_go_back_to_it_without_a_jump() -> None:
    with Scene("--idles", "--crooked", defines=KINDS["none"]) as scene:
        scene.step()
        idle = scene.ask("local RightUpperArm")
        with Client(scene.port) as client:
            pose(client, rightUpperArm=UP)
            scene.step()
            assert scene.where("RightHand") == near(*RAISED)
            away = angle(scene.ask("local RightUpperArm"), idle)
            leave(scene, client)
        course = [away]
        for _ in range(420):
            scene.step()
            course.append(angle(scene.ask("local RightUpperArm"), idle))
        assert away > 20
        assert course[-1] < 0.1
        assert max(abs(b - a) for a, b in itertools.pairwise(course)) < away / 20


def test_what_single_commands_have_set_stays_when_their_sender_has_left() -> None:
    with Scene("--still", defines=KINDS["none"]) as scene:
        with Client(scene.port) as client:
            client.ask("set_bone", data={"bone": "rightUpperArm", "rotation": UP})
            client.ask("set_expression", data={"name": "happy", "weight": 1})
            scene.step()
            leave(scene, client)
        scene.step(100, 0.1)
        assert scene.where("RightHand") == near(*RAISED)
        assert scene.ask("face")["Happy"] == 100


def test_a_pose_stays_while_its_sender_is_there_however_silent() -> None:
    with Scene("--still", defines=KINDS["none"]) as scene, Client(scene.port) as client:
        pose(client, rightUpperArm=UP)
        scene.step(100, 0.5)
        assert scene.where("RightHand") == near(*RAISED)


def test_a_client_that_comes_back_in_time_finds_its_pose_and_one_that_comes_late_gets_none() -> (
    None
):
    with Scene("--still", defines=KINDS["none"]) as scene:
        for away_s, stays in ((4, True), (5.5, False)):
            with Client(scene.port) as client:
                pose(client, rightUpperArm=UP)
                scene.step()
                leave(scene, client)
            scene.step(round(away_s * 20), 0.05)
            with Client(scene.port) as client:
                client.ask("blink")
                before = scene.where("RightHand")
                scene.step()
                # Whatever is left of the way is gone to its end, without a jump back.
                assert math.dist(before, scene.where("RightHand")) < 0.06
                scene.step(10, 1)
                assert (scene.where("RightHand") == near(*RAISED)) is stays
                leave(scene, client)


def test_only_clips_that_can_be_played_are_told_from_the_first_frame_on() -> None:
    with Scene(defines=KINDS["none"]) as scene:
        scene.step()
        with Client(scene.port) as client:
            assert client.hello["clips"] == ["Wave"]


def test_a_clip_that_the_avatar_lacks_leaves_the_pose() -> None:
    with Scene("--idles", defines=KINDS["none"]) as scene, Client(scene.port) as client:
        pose(client, rightUpperArm=UP)
        client.ask("play_animation", data={"name": "Take 001"})
        scene.step(3)
        assert scene.where("RightHand") == near(*RAISED)
        assert [line for line in scene.ask("log") if "no animator state 'Take 001'" in line]


def test_a_clip_that_ends_gives_the_animator_its_speed_back() -> None:
    with Scene(defines=KINDS["none"]) as scene, Client(scene.port) as client:
        scene.step()
        for name, speed, told in (
            ("", None, ["Idle", "0.8"]),
            ("Wave", 2, ["Wave", "2"]),
            ("Wave", 3, ["Wave", "3"]),
            ("", None, ["Idle", "0.8"]),
            ("Wave", 1, ["Wave", "1"]),
            ("", None, ["Idle", "0.8"]),
        ):
            data = {"name": name} if speed is None else {"name": name, "speed": speed}
            assert client.ask("play_animation", data=data)["ok"]
            scene.step()
            assert scene.ask("animator") == told


def test_a_prefab_is_copied_into_the_scene_and_stays_as_it_was() -> None:
    with Scene("--prefab", defines=KINDS["none"]) as scene, Client(scene.port) as client:
        assert client.hello["name"] == "Kini"
        pose(client, rightUpperArm=UP)
        scene.step()
        assert scene.ask("models") == ["Kini"]
        assert scene.where("RightHand") == near(*RAISED)
        assert scene.ask("prefab")


def test_a_model_that_cannot_be_read_is_told_once_and_the_scene_goes_on() -> None:
    with Scene("--broken", defines=KINDS["none"]) as scene:
        scene.step(5)
        assert scene.ask("state")["trouble"].startswith("cannot show the model: ")
        assert len([line for line in scene.ask("log") if line.startswith("error")]) == 1


def test_in_a_browser_it_says_that_it_cannot_listen() -> None:
    with Scene("--webgl", defines=KINDS["none"]) as scene:
        scene.step(2)
        state = scene.ask("state")
        assert (state["port"], state["trouble"]) == (
            0,
            "a page in a browser cannot listen; build for desktop or phone",
        )


def test_a_model_that_arrives_after_the_play_is_removed(tmp_path: Path) -> None:
    with Scene(defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        client.ask("load_vrm", data={"path": model_file(tmp_path, "Nova")})
        scene.step()
        scene.ask("end")
        scene.step(4)
        assert scene.ask("everywhere") == []
        assert not [line for line in scene.ask("log") if line.startswith("error")]


def test_what_breaks_after_a_file_was_read_is_told_and_the_avatar_stays(tmp_path: Path) -> None:
    path = model_file(tmp_path, "Nova", "a model without a face")
    with Scene(defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        client.ask("load_vrm", data={"path": path})
        scene.step(4)
        assert f"cannot show {path}: " in scene.ask("state")["last_error"]
        assert scene.ask("everywhere") == ["Kini"]
        pose(client, rightUpperArm=UP)
        scene.step()
        assert scene.where("RightHand") == near(*RAISED)


@pytest.mark.parametrize("kind", LOADERS)
def test_a_file_that_is_shown_is_not_loaded_again_unless_it_was_put_away(
    kind: str, tmp_path: Path
) -> None:
    load = ("load_vrm", {"path": model_file(tmp_path, "Nova")})
    other = ("load_vrm", {"path": model_file(tmp_path, "Bea")})
    with Scene(defines=KINDS[kind]) as scene, Client(scene.port) as client:
        pace = [
            (batch(load), 1),
            (batch(load, load), 1),
            (batch(("unload_model", None), load), 2),
            (batch(other), 3),
            (batch(load), 4),
        ]
        for line, built in pace:
            assert client.ask(line)["ok"]
            scene.step(4)
            assert scene.ask("built") == 1 + built
        assert scene.ask("models") == ["Nova"]


@pytest.mark.parametrize("given", [(), ("--prefab",)])
def test_configured_anew_it_shows_the_avatar_that_it_was_given_and_no_other(
    given: tuple[str, ...], tmp_path: Path
) -> None:
    with Scene(*given, defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        client.ask("load_vrm", data={"path": model_file(tmp_path, "Nova")})
        scene.step(4)
        assert scene.ask("models") == ["Nova"]
        for step in ("configure", "disable", "enable", "step 1 0.02"):
            scene.ask(step)
        assert scene.ask("models") == scene.ask("everywhere") == ["Kini"]
        with Client(scene.ask("state")["port"]) as again:
            pose(again, rightUpperArm=UP)
            scene.step()
        assert scene.where("RightHand") == near(*RAISED)


def test_a_file_that_could_not_be_shown_is_tried_again(tmp_path: Path) -> None:
    load = batch(("load_vrm", {"path": model_file(tmp_path, "Nova", "no model")}))
    with Scene(defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        client.ask(load)
        scene.step(4)
        model_file(tmp_path, "Nova")
        client.ask(load)
        scene.step(4)
        assert scene.ask("models") == ["Nova"]
        assert scene.ask("state")["last_error"] == ""


def test_what_the_inspector_sets_counts_at_once_and_what_a_client_sets_later_counts_more() -> None:
    def blinks() -> bool:
        course: list[float] = []
        for _ in range(200):
            scene.step(1, 0.05)
            course.append(scene.ask("face").get("blink", 0))
        return max(course) > 0

    with Scene(defines=KINDS["none"]) as scene, Client(scene.port) as client:
        assert blinks()
        scene.ask("set autoBlink false")
        scene.step(20)
        assert not blinks()
        client.ask("set_auto_blink", data={"enabled": True})
        assert blinks()
        scene.ask("set autoHeadMovement true")
        scene.step(200, 0.05)
        assert scene.where("LeftEye") != near(-0.03, 1.7, 0.1)


@pytest.mark.parametrize(
    ("yaw", "pitch", "shape"),
    [(15, 0, "LookLeft"), (-15, 0, "LookRight"), (0, 15, "LookUp"), (0, -15, "LookDown")],
)
def test_a_vrm_0_without_bones_of_the_eyes_looks_by_the_shapes_of_its_face(
    yaw: float, pitch: float, shape: str
) -> None:
    with Scene("--eyeless", defines=KINDS["vrm0"]) as scene, Client(scene.port) as client:
        client.ask("look_at", data={"yaw_deg": yaw, "pitch_deg": pitch})
        scene.step(100)
        looks = {name: one for name, one in scene.ask("face").items() if name.startswith("Look")}
        # The eyes take 0.4 of the look, and 30 degrees of theirs are all of the shape.
        assert looks.pop(shape) == pytest.approx(15 * 0.4 / 30, abs=0.01)
        assert set(looks.values()) == {0}


def test_a_vrm_0_with_bones_of_the_eyes_keeps_its_face() -> None:
    with Scene(defines=KINDS["vrm0"]) as scene, Client(scene.port) as client:
        client.ask("look_at", data={"yaw_deg": 15, "pitch_deg": 0})
        scene.step(100)
        assert not [name for name in scene.ask("face") if name.startswith("Look")]
