"""The house rules, held by tests."""

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kinesics
from kinesics import Plugin
from kinesics.cli.main import COMMANDS
from kinesics.registry import Registry

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("core", "plugins", "bridges", "tests", "benchmarks")
FILES = [file for folder in SOURCES for file in sorted((ROOT / folder).rglob("*.py"))]
SHIPPED = [file for file in FILES if file.relative_to(ROOT).parts[0] in SOURCES[:3]]
BUILT_IN = [file for file in SHIPPED if "core" not in file.relative_to(ROOT).parts[:1]]
TESTS = [file for file in FILES if "tests" in file.relative_to(ROOT).parts[:1]]
DOCS = "\n".join(file.read_text() for file in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])

HEAVY = {"numpy", "zmq", "rich", "psutil", "pluggy", "asyncio", "multiprocessing", "tomllib"}
NEVER_IN_CORE = {"cv2", "torch", "faster_whisper", "llama_cpp", "ultralytics", "mediapipe"}


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """Module and name of everything that a file imports; the name is empty for a module."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_no_file_is_longer_than_400_lines(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 400


@pytest.mark.parametrize("file", FILES, ids=name)
def test_every_file_says_first_what_it_is(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text()))


@pytest.mark.parametrize("file", TESTS, ids=name)
def test_no_test_sleeps(file: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    slept = [call.lineno for call in calls if ast.unparse(call.func) in ("time.sleep", "sleep")]
    assert slept == []


@pytest.mark.parametrize("file", SHIPPED, ids=name)
def test_an_init_file_only_exports_again(file: Path) -> None:
    if file.name != "__init__.py":
        return
    body = ast.parse(file.read_text()).body[1:]
    only_types = [node for node in body if isinstance(node, ast.If)]
    assert all(ast.unparse(node.test) == "TYPE_CHECKING" for node in only_types)
    rest = [node for node in body if node not in only_types]
    assert all(isinstance(node, ast.ImportFrom | ast.Assign) for node in rest)


@pytest.mark.parametrize("file", BUILT_IN, ids=name)
def test_a_plugin_imports_only_what_a_stranger_may(file: Path) -> None:
    own = file.relative_to(ROOT).parts[1]
    house = [module for module, _ in imports(file) if module.partition(".")[0].startswith("kines")]
    assert all(module == "kinesics" or module.partition(".")[0] == own for module in house)


def test_zmq_is_known_to_one_module_of_the_core_and_vendors_to_none() -> None:
    core = [file for file in SHIPPED if file not in BUILT_IN]
    found = {file.name: {m.partition(".")[0] for m, _ in imports(file)} for file in core}
    assert [file for file, modules in found.items() if "zmq" in modules] == ["pipe.py"]
    assert not set().union(*found.values()) & NEVER_IN_CORE


@pytest.fixture(scope="module")
def fresh() -> dict[str, object]:
    """What a fresh interpreter says after `import kinesics`."""
    code = (
        "import sys; before = set(sys.modules); import kinesics, json;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return {"modules": json.loads(done.stdout)}


def test_import_kinesics_loads_nothing_heavy(fresh: dict[str, list[str]]) -> None:
    assert not {module.partition(".")[0] for module in fresh["modules"]} & HEAVY


@pytest.mark.parametrize("word", sorted(kinesics.__all__))
def test_every_public_name_is_there(word: str) -> None:
    assert getattr(kinesics, word) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    assert not hasattr(kinesics, "Lnik")


@pytest.mark.parametrize("word", sorted(kinesics.__all__))
def test_every_public_name_stands_in_the_docs(word: str) -> None:
    assert f"`{word}`" in DOCS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_stands_in_the_docs(command: str) -> None:
    assert f"`kinesics {command}" in DOCS


@pytest.mark.parametrize("name", sorted({*kinesics.CHANNELS, *kinesics.CLIP_NAMES}))
def test_every_channel_and_every_clip_stands_in_the_docs(name: str) -> None:
    assert f"| `{name}` |" in DOCS


def own_plugins() -> list[str]:
    entries = [one for one in Registry().entries if one.distribution == "kinesics"]
    return [entry.name for entry in entries]


@pytest.mark.parametrize("plugin", own_plugins())
def test_every_plugin_and_its_settings_stand_in_the_docs(plugin: str) -> None:
    keys = Registry().find(plugin).config_type.model_fields
    assert f"| `{plugin}` |" in DOCS
    assert [key for key in keys if f"`{key}`" not in DOCS] == []


@pytest.mark.parametrize("plugin", own_plugins())
def test_every_plugin_and_every_setting_says_what_it_is(plugin: str) -> None:
    kind = Registry().find(plugin)
    assert inspect.getdoc(kind) != inspect.getdoc(Plugin)
    fields = kind.config_type.model_fields
    assert [key for key, field in fields.items() if not field.description] == []


def test_every_module_can_be_imported() -> None:
    for file in SHIPPED:
        parts = file.relative_to(ROOT).with_suffix("").parts[1:]
        importlib.import_module(".".join(parts).removesuffix(".__init__"))


def test_no_path_of_a_machine_stands_in_the_house() -> None:
    suspect = re.compile(r"/(home|root|work|Users)/\w")
    files = [*FILES, *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.*"), *(ROOT / ".ci").iterdir()]
    found = [
        name(file)
        for file in files
        if file.is_file()
        and file != Path(__file__)
        and suspect.search(file.read_text("utf-8", "replace"))
    ]
    assert found == []
