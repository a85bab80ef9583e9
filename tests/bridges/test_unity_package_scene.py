"""The components of the Unity package, run in a stand-in for Unity.  Needs mono and mcs.

The stand-in has transforms that turn, an animator, a loop, and doubles of both UniVRMs; it is ours,
so what is shown here is that our components do what we mean, not that Unity is as we think.
"""

import itertools
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

import mono
from mono import KINDS, Client, Scene, about, batch, pose
from waiting import wait_until

pytestmark = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)


def near(*at: float) -> object:
    """Equal to this place, but for what floats lose on their way through a skeleton."""
    return pytest.approx(at, abs=2e-5)


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def scene(kind: str) -> Iterator[Scene]:
    with Scene("--crooked", defines=KINDS[kind]) as scene:
        yield scene


OLD_NAMES = {"happy": "Joy", "aa": "A", "blink": "Blink", "blinkLeft": "Blink_L"}


def shown(scene: Scene, kind: str, name: str) -> float:
    """The weight of an expression on the model's own face, 0..1."""
    if kind == "vrm0":
        name = OLD_NAMES[name]
    elif kind == "none":
        return scene.ask("face").get({"happy": "Happy"}.get(name, name), 0.0) / 100
    return scene.ask("face").get(name, 0.0)


def test_the_hello_tells_what_the_model_has(scene: Scene, kind: str) -> None:
    scene.step()
    with Client(scene.port) as client:
        hello = client.hello
    assert hello["name"] == "Kini"
    assert hello["clips"] == ["Wave"]
    own = "surprised" if kind == "vrm0" else "cheekPuff"
    assert {"aa", "blink", own} <= set(hello["expressions"])


def test_a_face_fades_the_same_at_any_frame_rate(scene: Scene, kind: str) -> None:
    weights: list[float] = []
    with Client(scene.port) as client:
        for frames in (3, 30):
            client.ask("set_pose", data={"expressions": {"happy": 0}})
            scene.step()
            client.ask("set_expression", data={"name": "happy", "weight": 1})
            scene.step(frames, 0.1 / frames)
            weights.append(shown(scene, kind, "happy"))
        assert weights[0] == pytest.approx(weights[1], abs=1e-4)
        assert 0.5 < weights[0] < 1
        scene.step(1, 0.21)
        assert shown(scene, kind, "happy") == 1


def test_a_faster_transition_is_faster(scene: Scene, kind: str) -> None:
    with Client(scene.port) as client:
        client.ask("set_transition_speed", data={"speed": 10})
        client.ask("set_expression", data={"name": "happy", "value": 1})
        scene.step(2, 0.016)
        assert shown(scene, kind, "happy") == 1
        client.ask("reset_expressions")
        scene.step(2, 0.016)
        assert shown(scene, kind, "happy") == 0


def test_a_blink_closes_the_eyes_and_opens_them(scene: Scene, kind: str) -> None:
    with Client(scene.port) as client:
        client.ask("set_auto_blink", data={"enabled": False})
        client.ask("blink")
        course: list[float] = []
        for _ in range(40):
            scene.step(1, 0.01)
            course.append(shown(scene, kind, "blink"))
    top = course.index(max(course))
    assert max(course) > 0.95
    assert course[: top + 1] == sorted(course[: top + 1])
    assert course[-1] == 0


def test_an_avatar_blinks_of_its_own_accord_unless_poses_come(scene: Scene, kind: str) -> None:
    def blinks(seconds: int, data: object) -> int:
        count, was = 0, True
        for _ in range(seconds * 20):
            if data is not None:
                client.ask("set_pose", data=data)
            scene.step(1, 0.05)
            closed = shown(scene, kind, "blink") > 0.2
            count, was = count + (closed and not was), closed
        return count

    with Client(scene.port) as client:
        assert 3 <= blinks(30, None) <= 16
        assert blinks(10, {"expressions": {"happy": 0.1}}) == 0


def test_a_viseme_puts_the_other_shapes_of_the_mouth_back(scene: Scene, kind: str) -> None:
    with Client(scene.port) as client:
        client.ask("set_viseme", data={"name": "aa", "weight": 1})
        scene.step(1, 1)
        assert shown(scene, kind, "aa") == 1
        client.ask("set_viseme", data={"name": "oh", "weight": 1})
        scene.step(1, 1)
        assert shown(scene, kind, "aa") == 0


def test_commands_are_applied_in_the_order_in_which_they_came(scene: Scene, kind: str) -> None:
    half = ("set_pose", {"expressions": {"happy": 0.5}})
    whole = ("set_pose", {"expressions": {"happy": 1.0}})
    reset = ("reset_expressions", None)
    with Client(scene.port) as client:
        client.ask(batch(whole, reset, half))
        scene.step(1, 1)
        assert shown(scene, kind, "happy") == 0.5
        client.ask(batch(half, whole, ("play_animation", {"name": "Wave"}), reset))
        scene.step(1, 1)
        assert shown(scene, kind, "happy") == 0


def test_the_newest_of_clip_and_pose_has_the_bones(scene: Scene) -> None:
    with Client(scene.port) as client:
        pose(client, rightUpperArm=about("z", -90))
        scene.step()
        raised = scene.where("RightHand")
        client.ask("play_animation", data={"name": "Wave"})
        scene.step()
        assert scene.where("RightHand") != pytest.approx(raised, abs=0.01)
        pose(client, rightUpperArm=about("z", -90))
        scene.step()
        assert scene.where("RightHand") == pytest.approx(raised)


def test_of_a_clip_and_a_pose_in_one_batch_the_later_one_has_the_bones(scene: Scene) -> None:
    up = ("set_pose", {"bones": {"rightUpperArm": about("z", -90)}})
    wave = ("play_animation", {"name": "Wave"})
    with Client(scene.port) as client:
        client.ask(batch(wave, up))
        scene.step()
        raised = scene.where("RightHand")
        assert raised == near(0.15, 1.95, 0)
        client.ask(batch(up, wave))
        scene.step()
        assert scene.where("RightHand") != near(*raised)


def test_a_clip_that_the_avatar_lacks_is_told_once(scene: Scene) -> None:
    with Client(scene.port) as client:
        for _ in range(3):
            client.ask("play_animation", data={"name": "Dance"})
            scene.step()
    told = [line for line in scene.ask("log") if "Dance" in line]
    assert len(told) == 1
    assert told[0].startswith("warning: Kinesics: the avatar has no animator state 'Dance'")


def test_an_empty_name_stops_the_clip(scene: Scene) -> None:
    with Client(scene.port) as client:
        client.ask("play_animation", data={"name": "Wave"})
        scene.step()
        waved = scene.ask("local RightUpperArm")
        client.ask("play_animation", data={"name": ""})
        pose(client, rightUpperArm=about("z", 0))
        scene.step()
        assert scene.ask("local RightUpperArm") != waved


def test_head_and_eyes_share_a_look(scene: Scene, kind: str) -> None:
    with Client(scene.port) as client:
        client.ask("look_at", data={"yaw_deg": 40, "pitch_deg": 0})
        scene.step(100)
        x, _, z = scene.where("LeftEye")
        turned = math.degrees(math.atan2(-(x + 0.03 * z / 0.1), z))
        assert 15 < turned < 39
        if kind in ("vrm1", "both"):
            # In UniVRM, yaw grows to the right.
            assert scene.ask("face")["yaw"] == pytest.approx(-16, abs=0.5)
        looks = [scene.ask(f"faces {side}Eye") for side in ("Left", "Right")]
        assert looks == [pytest.approx(40, abs=0.5)] * 2
        client.ask("set_bone", data={"bone": "leftEye", "rotation": about("y", 10)})
        scene.step()
        assert scene.ask("faces LeftEye") == pytest.approx(50, abs=0.5)
        assert scene.ask("faces RightEye") == pytest.approx(40, abs=0.5)
        if kind in ("vrm1", "both"):
            # In the same frame, as UniVRM moves the eyes after us.
            assert scene.ask("face")["yaw"] == pytest.approx(-26, abs=0.5)
        client.ask("set_bone", data={"bone": "leftEye", "rotation": about("y", 0)})
        client.ask("look_at", data={"target": [0, 1.7, 5]})
        scene.step(200)
        assert scene.where("LeftEye") == pytest.approx((-0.03, 1.7, 0.1), abs=0.01)


def test_a_head_wanders_within_its_angle_and_comes_back() -> None:
    def turned(scene: Scene) -> float:
        """How far the eyes are from where they are at rest, in degrees of the head."""
        x, y, z = scene.where("LeftEye")
        away = math.dist((x, y, z), (-0.03, 1.7, 0.1))
        return math.degrees(2 * math.asin(away / 2 / math.dist((0, 1.6, 0), (-0.03, 1.7, 0.1))))

    habit = {"enabled": True, "min_interval_s": 0.1, "max_interval_s": 0.3, "max_angle_deg": 10}
    with Scene("--crooked", defines=KINDS["none"]) as scene, Client(scene.port) as client:
        client.ask("set_auto_head_movement", data=habit)
        course: list[float] = []
        for _ in range(300):
            scene.step(1, 0.03)
            course.append(turned(scene))
        assert 2 < max(course) < 12
        assert max(abs(b - a) for a, b in itertools.pairwise(course)) < 2
        client.ask("set_auto_head_movement", data={"enabled": False})
        scene.step(200, 0.03)
        assert turned(scene) < 0.01


def test_a_model_is_loaded_and_shown_in_place_of_the_other(kind: str, tmp_path: Path) -> None:
    model = tmp_path / "Nova.vrm"
    model.write_text("a model")
    with Scene(defines=KINDS[kind]) as scene, Client(scene.port) as client:
        client.ask("set_expression", data={"name": "happy", "weight": 1})
        scene.step(1, 1)
        loads = batch(
            ("load_vrm", {"path": str(model)}),
            ("set_pose", {"bones": {"leftUpperArm": about("z", 90)}}),
        )
        assert client.ask(loads)["ok"]
        scene.step(4)
        if kind == "none":
            told = [line for line in scene.ask("log") if "UniVRM is not installed" in line]
            assert len(told) == 1
            return
        with Client(scene.port) as late:
            assert late.hello["name"] == "Nova"
        assert scene.where("LeftHand") == near(-0.15, 1.95, 0)
        scene.step()
        assert shown(scene, kind, "happy") == 1
        assert client.ask("unload_model")["ok"]
        scene.step()
        assert scene.ask("face") == {}
        with Client(scene.port) as late:
            assert late.hello["expressions"] == []


def test_names_that_nobody_has_leave_room_for_those_of_a_model(tmp_path: Path) -> None:
    model = tmp_path / "Nova.vrm"
    model.write_text("a model")
    with Scene("--none", defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        names = [("set_expression", {"name": f"no {n}", "weight": 1}) for n in range(1000)]
        assert client.ask(batch(*names))["ok"]
        client.ask("load_vrm", data={"path": str(model)})
        scene.step(4)
        client.ask("set_expression", data={"name": "cheekPuff", "weight": 1})
        scene.step(1, 1)
        assert scene.ask("face")["cheekPuff"] == 1


def test_of_two_models_the_one_that_was_asked_for_last_is_shown(tmp_path: Path) -> None:
    for name in ("Ada", "Bea"):
        (tmp_path / f"{name}.vrm").write_text("a model")
    with Scene(defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        loads = [("load_vrm", {"path": str(tmp_path / f"{name}.vrm")}) for name in ("Ada", "Bea")]
        client.ask(batch(*loads))
        scene.step(5)
        with Client(scene.port) as late:
            assert late.hello["name"] == "Bea"
        assert scene.ask("models") == ["Bea"]
        client.ask(batch(loads[0], ("unload_model", None)))
        scene.step(5)
        assert scene.ask("models") == []


def test_a_file_that_is_no_model_is_told_once_and_the_avatar_stays(tmp_path: Path) -> None:
    broken = tmp_path / "broken.vrm"
    broken.write_text("no model")
    with Scene(defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        client.ask("load_vrm", data={"path": str(broken)})
        scene.step(4)
        told = [line for line in scene.ask("log") if "broken.vrm" in line]
        assert len(told) == 1
        assert "it is no glTF" in scene.ask("state")["last_error"]
        pose(client, leftUpperArm=about("z", 90))
        scene.step()
        assert scene.where("LeftHand") == near(-0.15, 1.95, 0)


def test_a_scene_without_an_avatar_takes_commands_and_shows_nothing() -> None:
    with Scene("--none", defines=KINDS["vrm1"]) as scene, Client(scene.port) as client:
        assert client.ask(batch(("set_pose", {"bones": {"head": about("y", 9)}}), ("blink", {})))
        client.ask("play_animation", data={"name": "Wave"})
        scene.step(3)
        assert scene.ask("state")["trouble"] == ""


def test_the_component_says_how_it_goes() -> None:
    with Scene(defines=KINDS["none"]) as scene, Client(scene.port) as client:
        client.ask("hello", data={"protocol": 1, "session": "me"})
        client.ask("bliink")
        client.ask("blink")
        scene.step()
        state = scene.ask("state")
        assert (state["clients"], state["writer"], state["commands"]) == (1, "me", 1)
        assert "did you mean 'blink'?" in state["last_error"]
        assert state["in_background"]


def test_a_component_that_cannot_listen_says_why_and_the_scene_goes_on() -> None:
    with Scene(defines=KINDS["none"]) as first:
        options = (
            ("--port", str(first.port), "another port"),
            ("--address", "0.0.0.0", "needs a token"),  # noqa: S104  # refused is what is tested
            ("--address", "nowhere", "is no address"),
        )
        for name, value, trouble in options:
            with Scene(name, value, defines=KINDS["none"]) as scene:
                scene.step(2)
                assert trouble in scene.ask("state")["trouble"]
                assert [line for line in scene.ask("log") if line.startswith("error")] != []


def test_disabled_it_hangs_up_and_enabled_it_listens_again_with_the_same_avatar() -> None:
    with Scene("--crooked", defines=KINDS["none"]) as scene:
        for _ in range(2):
            with Client(scene.ask("state")["port"]) as client:
                pose(client, leftUpperArm=about("z", 90))
                scene.step()
                assert scene.where("LeftHand") == near(-0.15, 1.95, 0)
                scene.ask("disable")
                assert client.hung_up()
            scene.ask("enable")
        wait_until(lambda: scene.ask("state")["clients"] == 0)
