"""`kinesics check`: on files, folders and names, in a process of its own that may break."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kinesics.cli import main
from kinesics.cli.targets import targets_of
from kinesics.errors import ConfigError, UnknownPlugin

Check = Callable[..., tuple[int, list[str]]]

GOOD = """
from kinesics import *

class Good(Plugin):
    @on(Gesture)
    def hear(self, gesture: Gesture) -> Say:
        return Say("Hi")
"""


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs `kinesics check` on a file of this source; gives its exit code and all but `ok`."""

    def run(source: str, *options: str) -> tuple[int, list[str]]:
        file = tmp_path / "of_a_stranger.py"
        file.write_text(source)
        code = main(["check", str(file), *options])
        lines = capsys.readouterr().out.splitlines()[1:-1]
        return code, [line for line in lines if not line.startswith("ok")]

    return run


def test_a_good_plugin_passes(check: Check) -> None:
    assert check(GOOD, "--open") == (0, [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import no_such_library", "No module named 'no_such_library' (of_a_stranger.py:1)"),
        ("def it(:", "SyntaxError: invalid syntax"),
        ("raise SystemExit(3)", "import     its process ended with exit code 3; look for exit()"),
        ("import ctypes; ctypes.string_at(0)", "its process was killed by SIG"),
        ("import torch", "loads torch"),
        ("", "of_a_stranger has no plugin; derive a class from kinesics.Plugin"),
    ],
)
def test_a_bad_import_is_told_and_survived(
    source: str, words: str, check: Check, tmp_path: Path
) -> None:
    (tmp_path / "torch.py").touch()
    code, lines = check(source)
    assert (code, words in lines[0]) == (1, True)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("open(__file__ + 'x', 'w').close()", "__init__() opens the file"),
        ("__import__('threading').Timer(9, print).start()", "__init__() starts the thread"),
        ("__import__('socket').socket().bind(('127.0.0.1', 0))", "__init__() opens a connection"),
        ("1 / 0", "__init__() raised ZeroDivisionError: division by zero (of_a_stranger.py:9)"),
        ("pass", "__init__() leaves it without its config; call super().__init__(config)"),
    ],
)
def test_init_must_do_nothing(body: str, words: str, check: Check) -> None:
    code, lines = check(f"{GOOD}    def __init__(self, config):\n        {body}\n")
    assert (code, words in lines[0]) == (1, True)


def test_what_it_prints_is_not_mistaken_for_an_answer(check: Check) -> None:
    assert check(f"print('hello')\n{GOOD}") == (0, [])


def test_a_needed_setting_can_be_given(check: Check) -> None:
    source = GOOD.replace("Plugin)", "Plugin[It])").replace(
        "class Good", 'class It(PluginConfig):\n    port: int\n    """Its port."""\nclass Good'
    )
    assert check(source)[1] != []
    assert check(source, "--set", "port=3") == (0, [])


@pytest.mark.parametrize("name", ["bindings", "performer", "terminal"])
def test_our_own_plugins_keep_the_contract(name: str) -> None:
    assert main(["check", name]) == 0


@pytest.mark.parametrize("path", ["src/it", "src/it/__init__.py", "src/it/inner/deep.py", "."])
def test_a_path_means_its_module(path: str, tmp_path: Path) -> None:
    for file in ("src/it/__init__.py", "src/it/inner/__init__.py", "src/it/inner/deep.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    (target,) = targets_of(str(tmp_path / path))
    assert target.module == ("it.inner.deep" if "deep" in path else "it")
    assert target.paths[-1] == str(tmp_path / "src")


def test_what_is_nowhere_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownPlugin, match=r"performr: no such file.*did you mean 'performer'"):
        targets_of("performr")


def test_a_broken_pyproject_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: cannot be read"):
        targets_of(str(tmp_path))


def test_the_probe_leaves_this_process_alone() -> None:
    assert "kinesics.cli.probe" not in sys.modules
