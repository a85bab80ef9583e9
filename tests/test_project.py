"""The project itself: dev.py and the wheel."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kinesics import CLIP_NAMES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev(tmp_path: Path) -> Any:  # a module has any name
    """The script as a module, at home in an empty folder."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("one = 1")
    module.ROOT = tmp_path
    module.STAMP = tmp_path / "stamp"
    return module


def test_what_is_installed_is_remembered_until_the_project_changes(dev: Any) -> None:
    assert dev.installed() == set()
    dev.STAMP.write_text(dev.wanted({"demo", "dev"}))
    assert dev.installed() == {"demo", "dev"}
    (dev.ROOT / "pyproject.toml").write_text("one = 2")
    assert dev.installed() == set()


def test_a_python_without_ensurepip_gets_the_sentence_that_helps(tmp_path: Path) -> None:
    script = tmp_path / "dev.py"
    script.write_bytes((ROOT / "dev.py").read_bytes())
    (tmp_path / "pyproject.toml").touch()
    code = (
        "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv = ['dev.py', 'test'];"
        f"runpy.run_path({str(script)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sudo apt install python3." in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_without_a_task_the_tasks_are_listed(tmp_path: Path) -> None:
    (tmp_path / "dev.py").write_bytes((ROOT / "dev.py").read_bytes())
    assert "python3 dev.py run" in run(tmp_path).stdout
    assert run(tmp_path).returncode == 2
    assert run(tmp_path, "--help").returncode == 0


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(folder / "dev.py"), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_wheel_holds_all_that_runs_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert {"kinesics/demo.toml", "kinesics/py.typed", "kinesics/cli/main.py"} <= names
    assert {f"kinesics/poses/clips/{clip}.json" for clip in CLIP_NAMES} <= names
    assert tops == {
        path.name
        for folder in ("core", "plugins", "bridges")
        for path in (ROOT / folder).glob("kinesics*")
    }
