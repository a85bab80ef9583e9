"""The command line, as its user types it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kinesics.cli.top import waterfall
from kinesics.events import TurnPart, TurnReport

PARTS = str(Path(__file__).resolve().parents[1] / "parts")
CODE = "import sys; from kinesics.cli import main; sys.exit(main())"


def start(folder: Path, *words: str, stderr: int = subprocess.PIPE) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, "PYTHONPATH": PARTS, "PYTHONUNBUFFERED": "1"},
    )


def kinesics(folder: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    process = start(folder, *words)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


@contextmanager
def running(folder: Path, *words: str) -> Generator[str]:
    """A house that runs meanwhile; gives the address of its news."""
    process = start(folder, "run", "--verbose", *words)
    assert process.stderr is not None
    address = ""
    while not address and (line := process.stderr.readline()):
        found = re.search(r"looks in at (\S+)", line)
        address = found[1] if found else ""
    try:
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)


def test_help_names_every_command(tmp_path: Path) -> None:
    code, out, _ = kinesics(tmp_path, "--help")
    assert code == 0
    assert all(word in out for word in ("run", "top", "doctor", "explain"))
    assert kinesics(tmp_path)[0] == 2


def test_without_a_config_the_demo_runs_and_says_so(tmp_path: Path) -> None:
    code, out, err = kinesics(tmp_path, "run", "--for", "1")
    assert code == 0
    assert "this is the built-in demo" in err
    assert "Gesture wave" in out
    assert 'say "Hello!' in out


def test_a_config_in_the_folder_runs_with_a_plugin_beside_it(tmp_path: Path) -> None:
    (tmp_path / "greeter.py").write_text(README_PLUGIN)
    (tmp_path / "kinesics.toml").write_text(README_CONFIG)
    code, out, err = kinesics(tmp_path, "run", "--for", "1")
    assert (code, err) == (0, "")
    assert 'say "Good morning!"' in out


README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
README_PLUGIN = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]
README_CONFIG = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("[plugins.performr]", "kinesics: kinesics.toml:1: no plugin named 'performr'; did you"),
        ("[plugins.performer]\nsped = 1", "kinesics.toml:2: plugins.performer.sped: unknown key"),
        (
            '[[bindings]]\nwhen = "gesture:wave"\ndo = "move wvae"',
            'kinesics: kinesics.toml:1: binding "gesture:wave": action "move wvae": unknown move'
            " 'wvae'; did you mean 'wave'?",
        ),
        ("[plugins", "kinesics: kinesics.toml:1: not valid TOML"),
    ],
)
def test_a_mistake_ends_the_start_with_one_clear_message(
    tmp_path: Path, config: str, words: str
) -> None:
    (tmp_path / "kinesics.toml").write_text(config)
    code, out, err = kinesics(tmp_path, "run")
    assert (code, out) == (1, "")
    assert words in err
    assert "Traceback" not in err


def test_a_setting_is_overridden_from_the_command_line(tmp_path: Path) -> None:
    _, out, _ = kinesics(tmp_path, "run", "--for", "0.6", "--set", "plugins.performer.speed=0.1")
    assert "Gesture" not in out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_everything(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, "run", stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    assert "Gesture wave" in process.stdout.readline()
    process.send_signal(number)
    out, _ = process.communicate(timeout=2)
    assert process.returncode == 0
    assert "plugin" in out


def test_a_trace_is_written(tmp_path: Path) -> None:
    code, _, err = kinesics(tmp_path, "run", "--for", "1", "--trace", "trace.json")
    assert code == 0
    assert "open it at https://ui.perfetto.dev" in err
    entries = json.loads((tmp_path / "trace.json").read_text())
    assert {"bindings", "terminal"} <= {
        one["args"]["name"] for one in entries if one["name"] == "thread_name"
    }


def test_top_looks_into_a_running_house(tmp_path: Path) -> None:
    with running(tmp_path) as address:
        code, out, _ = kinesics(tmp_path, "top", address, "--once")
        as_json = kinesics(tmp_path, "top", address, "--json")[1]
        text = kinesics(tmp_path, "top", address, "--prometheus")[1]
    assert code == 0
    assert "performer" in out
    assert 'kinesics_plugin_running{plugin="performer"} 1' in text
    assert [row["name"] for row in json.loads(as_json)["plugins"]] == [
        "performer",
        "stage",
        "bindings",
        "terminal",
        "unity",
        "vmc",
    ]


def test_top_at_no_address_says_how_to_write_one(tmp_path: Path) -> None:
    code, _, err = kinesics(tmp_path, "top", "nonsense")
    assert code == 1
    assert "nonsense: write it as HOST:PORT" in err


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    code, _, err = kinesics(tmp_path, "run", "--for", "-1")
    assert code == 2
    assert "'-1': give a number of seconds" in err


def test_a_config_that_enables_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kinesics.toml").write_text("[plugins.performer]\nenabled = false\n")
    code, _, err = kinesics(tmp_path, "run")
    assert code == 1
    assert "no plugin is enabled; write [plugins.NAME]" in err


def test_top_draws_each_part_of_a_turn_where_the_one_before_ends() -> None:
    parts = (TurnPart("eye", "Gesture", "sensed", 1.0), TurnPart("body", "Say", "worked", 3.0))
    lines = waterfall(TurnReport(0, "Gesture", "Say", 4.0, parts), width=8)
    assert lines[1:] == [
        "Last turn, Gesture to Say: 4.00 ms",
        "    eye sensed               ##           1.00",
        "    body worked                ######     3.00",
    ]


def test_top_without_a_house_says_how_to_start_one(tmp_path: Path) -> None:
    code, _, err = kinesics(tmp_path, "top", "127.0.0.1:9")
    assert code == 1
    assert "no running house answers at 127.0.0.1:9; start one with `kinesics run`" in err


def test_explain_tells_who_talks_to_whom_and_where_a_setting_is_from(tmp_path: Path) -> None:
    code, out, _ = kinesics(tmp_path, "explain", "--set", "plugins.performer.speed=2")
    assert code == 0
    assert "<- performer: Gesture [256]" in out
    assert "speed = 2.0    (--set plugins.performer.speed=2)" in out
    assert kinesics(tmp_path, "explain", "--mermaid")[1].startswith("flowchart LR")


def test_plugins_lists_what_is_installed(tmp_path: Path) -> None:
    assert "terminal" in kinesics(tmp_path, "plugins")[1]
    rows = json.loads(kinesics(tmp_path, "plugins", "--json")[1])
    assert {"bindings", "performer", "terminal"} <= {row["name"] for row in rows if row["ready"]}


def test_a_house_where_nothing_runs_any_more_ends(tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text('[plugins.x]\nuse = "lodgers:FailsToOpen"\noptional = true\n')
    code, _, err = kinesics(tmp_path, "run", "k.toml")
    assert code == 1
    assert "Nothing runs any more" in err
