"""`kinesics doctor`: one line a finding, the remedy in it, and an exit code for scripts."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.cli import devices, doctor, installation, main
from kinesics.cli.findings import Finding, Printer
from kinesics.cli.wheels import satisfies

Wheel = Callable[..., None]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheel:
    """Installs the metadata of a wheel, without the wheel."""
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])

    def install(name: str, version: str, *requires: str, plugin: str = "") -> None:
        folder = tmp_path / "site" / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir(parents=True)
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
        (folder / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n")
        if plugin:
            (folder / "entry_points.txt").write_text(f"[kinesics.plugins]\n{plugin}\n")

    return install


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("here")
def test_this_machine_can_run_the_demo() -> None:
    assert main(["doctor"]) == 0


@pytest.mark.usefixtures("here")
def test_every_line_begins_with_how_bad_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    assert {line.split()[0] for line in lines_of(capsys)[:-1]} <= {"ok", "note", "warn"}


@pytest.mark.usefixtures("here")
def test_what_is_not_ok_comes_with_a_remedy() -> None:
    found = list(doctor.examine(None))
    assert [one for one in found if one.level != "ok" and not one.remedy] == []


@pytest.mark.usefixtures("here")
def test_every_topic_is_known_to_the_width_of_its_column() -> None:
    assert {finding.topic for finding in doctor.examine(None)} <= set(doctor.TOPICS)


@pytest.mark.usefixtures("here")
def test_json_holds_the_same_findings(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert {"level": "ok", "topic": "kinesics", "what": "0.1.0", "remedy": ""} in told["findings"]


def test_each_mistake_in_a_config_is_a_line_and_fails(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "kinesics.toml").write_text("[plugins.performer]\nsped = 2\nlop = 1\n[plugins.binding]")
    assert main(["doctor"]) == 1
    fails = [line for line in lines_of(capsys) if line.startswith("FAIL")]
    assert [word in line for word, line in zip(("speed", "loop", "bindings"), fails, strict=True)]


def test_a_broken_optional_plugin_is_only_a_note(here: Path) -> None:
    (here / "it.toml").write_text("[plugins.nobody]\noptional = true")
    (finding,) = doctor.of_config(here / "it.toml")
    assert finding.level == "note"
    assert "the house starts without it" in finding.what


@pytest.mark.parametrize(
    ("name", "version", "words"),
    [
        ("mediapipe", "1.2.2", "sends usage figures to Google"),
        ("mediapipe", "0.10.14", "holds numpy below 2"),
        ("pipecat-ai", "0.0.49", "is years old"),
    ],
)
def test_known_traps_are_told(wheel: Wheel, name: str, version: str, words: str) -> None:
    wheel(name, version)
    found = [finding.what for finding in installation.of_traps() if name in finding.what]
    assert any(words in what for what in found)


def test_a_wheel_that_cannot_have_what_it_wants_is_told(wheel: Wheel) -> None:
    wheel("reachy-mini", "1.12", "numpy>=99", 'nothing>=1; extra == "sim"')
    (finding,) = installation.of_traps()
    assert "numpy" in finding.what
    assert "is not >=99" in finding.what


def test_two_wheels_of_one_folder_are_told(wheel: Wheel) -> None:
    wheel("onnxruntime", "1.20")
    wheel("onnxruntime-gpu", "1.20")
    (finding,) = installation.of_traps()
    assert "overwrite each other's files" in finding.what


def test_two_plugins_of_one_name_are_told(wheel: Wheel) -> None:
    wheel("stranger", "1.0", plugin="performer = stranger:Performer")
    (warning,) = (finding for finding in installation.of_plugins() if finding.level == "warn")
    assert "stranger (stranger:Performer)" in warning.what


def test_a_missing_extra_comes_with_the_command_that_adds_it(wheel: Wheel) -> None:
    wheel("kinesics", "9.9", "msgspec", 'no-such-wheel>=2; extra == "vision"')
    folder = next(Path(one) for one in sys.path if one.endswith("site"))
    with (folder / "kinesics-9.9.dist-info" / "METADATA").open("a") as metadata:
        metadata.write("Provides-Extra: vision\n")
    expected = Finding(
        "note", "extras", "vision: no-such-wheel is missing", 'pip install "kinesics[vision]"'
    )
    assert list(installation.of_extras()) == [expected]


@pytest.mark.skipif(sys.platform == "win32", reason="the fake is a shell script")
@pytest.mark.parametrize(
    ("script", "level", "words"),
    [
        ("echo 'NVIDIA H200, 143771 MiB, 550.1'", "ok", "NVIDIA H200, 143771 MiB, driver 550.1"),
        ("echo 'no driver'; exit 9", "warn", "no driver"),
        ("exec tail -f /dev/null", "note", "did not answer"),
    ],
)
def test_the_gpu_is_asked_for_only_so_long(
    script: str, level: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    (finding,) = devices.of_graphics()
    assert (finding.level, words in finding.what) == (level, True)


class Terminal(io.StringIO):
    """Takes what a terminal would that knows only ASCII."""

    encoding = "ascii"  # pyright: ignore[reportAssignmentType]  (an attribute of the others, too)

    def isatty(self) -> bool:
        return True


class Pipe(Terminal):
    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize("stream", [Terminal(), Pipe()])
def test_colour_is_only_for_a_terminal(stream: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    Printer(["gpu"], stream).print(Finding("fail", "gpu", "is on fire", "water"))
    assert ("\033[" in stream.getvalue()) == stream.isatty()


def test_a_stranger_writes_no_control_characters() -> None:
    pipe = Pipe()
    Printer(["cameras"], pipe).print(Finding("ok", "cameras", "a\033[2J\nb\N{SNOWMAN}"))
    assert pipe.getvalue() == "ok    cameras  a [2J b?\n"


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_a_version_is_between_its_bounds(numbers: list[int]) -> None:
    version = ".".join(map(str, numbers))
    above = f"{version}.1"
    assert satisfies(version, f">={version},<={version},=={version},~={version}.0,<{above}")
    assert not satisfies(above, f"<={version}")
    assert satisfies(above, f">{version},!={version},=={version}.*")


@pytest.mark.parametrize(
    ("version", "specifiers"),
    [("2.0.0rc1", ">=1.26,<3"), ("1.26.4", "<2"), ("1.4.5", "~=1.4.2"), ("1.0", "")],
)
def test_versions_hold_as_pip_has_it(version: str, specifiers: str) -> None:
    assert satisfies(version, specifiers)


@pytest.mark.parametrize(
    ("version", "specifiers"), [("2.4.6", "<2,>=1.22"), ("1.5", "~=1.4.2"), ("3.1", "!=3.1.*")]
)
def test_versions_fail_as_pip_has_it(version: str, specifiers: str) -> None:
    assert not satisfies(version, specifiers)
