"""`kinesics new`: what it writes passes its own test, runs, and keeps the contract."""

import subprocess
import sys
from pathlib import Path

import pytest

from kinesics.cli import main
from kinesics.cli.new import BadName, class_name, module_name, refuse_taken, write_project

KINDS = ["plugin", "bridge"]


@pytest.mark.parametrize("kind", KINDS)
def test_its_own_test_passes(kind: str, tmp_path: Path) -> None:
    project = write_project(kind, "hand-wave", tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert (done.returncode, "passed" in done.stdout) == (0, True)


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_the_contract(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = write_project(kind, "hand-wave", tmp_path)
    assert main(["check", str(project)]) == 0
    assert "hand_wave:HandWave\n" in capsys.readouterr().out


@pytest.mark.parametrize(("kind", "words"), [("plugin", 'say "Hello!"'), ("bridge", "move wave")])
def test_it_runs_at_once(kind: str, words: str, tmp_path: Path) -> None:
    project = write_project(kind, "hand-wave", tmp_path)
    command = [sys.executable, "-c", "from kinesics.cli import main; main()", "run", "--for", "0.6"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert (done.stderr, words in done.stdout) == ("", True)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_clean_for_the_tools_of_this_house(kind: str, tmp_path: Path) -> None:
    project = write_project(kind, "hand-wave", tmp_path)
    ruff = [sys.executable, "-m", "ruff"]
    alone = ["--config", "line-length = 100", "--isolated", "--no-cache"]
    subprocess.run([*ruff, "format", "--check", *alone], cwd=project, check=True)
    subprocess.run([*ruff, "check", "--select", "E,F,I,B,RUF", *alone], cwd=project, check=True)


def test_it_says_what_to_type_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "plugin", "greeter", "--folder", str(tmp_path)])
    assert f"cd {tmp_path}/kinesics-greeter\n    python -m pytest" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["hand-wave", "hand_wave", "HandWave", "handWave"])
def test_a_name_may_be_written_in_any_fashion(name: str) -> None:
    assert module_name(name) == "hand_wave"


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "a/b",
        "a\\b",
        "/etc",
        "..",
        ".",
        "",
        " ",
        "a b",
        "a\nb",
        "1st",
        "a__b",
        "ä",
        "a\0",
    ],
)
def test_a_name_is_no_path_and_no_riddle(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadName, match="cannot be the name of a plugin"):
        write_project("plugin", name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("class", "a word of Python itself; try class-plugin"),
        ("match", "a word of Python itself; try match-plugin"),
        ("json", "taken by Python or its tools; try json-plugin"),
        ("tests", "taken by Python or its tools; try tests-plugin"),
        ("numpy", "a library of that name is installed"),
        ("performer", r"installed by kinesics \(kinesics_performer:Performer\)"),
        ("kinesics-hands", "come with Kinesics itself; call it hands"),
    ],
)
def test_a_taken_name_is_refused_with_another(name: str, words: str) -> None:
    with pytest.raises(BadName, match=words):
        refuse_taken(module_name(name))


def test_a_class_does_not_hide_a_word_of_kinesics() -> None:
    assert class_name("gesture", "plugin") == "GesturePlugin"
    assert class_name("plugin", "bridge") == "PluginBridge"


def test_an_existing_folder_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kinesics-greeter").mkdir()
    assert main(["new", "plugin", "greeter", "--folder", str(tmp_path)]) == 1
    assert "is there already; choose another name" in capsys.readouterr().err
