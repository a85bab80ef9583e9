"""The files that `kinesics new` writes, as templates; `$module` and the like are filled in."""

from string import Template
from typing import NamedTuple


class Names(NamedTuple):
    """What a new plugin is called, wherever it needs a name."""

    kind: str
    """`plugin` or `bridge`."""
    module: str
    """As in `import hand_wave`; also its name in a config."""
    plugin: str
    """Its class, such as HandWave."""
    project: str
    """What pip calls it, and its folder."""


def files(names: Names) -> dict[str, str]:
    """The text of every file, by its path in the folder of the project."""
    templates = {
        "README.md": README,
        "pyproject.toml": PYPROJECT,
        "kinesics.toml": CONFIG if names.kind == "plugin" else CONFIG_OF_BRIDGE,
        f"{names.module}/__init__.py": PACKAGE,
        f"{names.module}/plugin.py": PLUGIN if names.kind == "plugin" else BRIDGE,
        f"tests/test_{names.module}.py": TEST if names.kind == "plugin" else TEST_OF_BRIDGE,
    }
    words = names._asdict()
    return {path: Template(text).substitute(words) for path, text in templates.items()}


README = """\
# $project

A $kind for Kinesics.

```sh
python -m pytest        # test it
kinesics run            # try it: kinesics.toml in this folder says how
pip install -e .        # install it; then [${kind}s.$module] in any config is enough
```

All of it is in `$module/plugin.py`; `kinesics check .` says whether it keeps the contract.
Without installing it, a config in this folder finds it by `use = "$module:$plugin"`.
"""

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "$project"
version = "0.1.0"
description = "A $kind for Kinesics."
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["kinesics"]

[project.entry-points."kinesics.plugins"]
$module = "$module:$plugin"

[tool.hatch.build.targets.wheel]
packages = ["$module"]

[tool.pytest.ini_options]
pythonpath = ["."]
"""

CONFIG = """\
# `kinesics run` in this folder tries the $kind.

[plugins.performer]

[plugins.stage]

[${kind}s.$module]
use = "$module:$plugin"

[bridges.terminal]
"""

CONFIG_OF_BRIDGE = (
    CONFIG
    + """\

[[bindings]]
when = "gesture:wave"
do = ["express happy", "move wave", "say Hello!"]
"""
)

PACKAGE = '''\
"""A $kind for Kinesics."""

from $module.plugin import $plugin

__all__ = ["$plugin"]
'''

PLUGIN = '''\
"""Greets whoever waves."""

from collections.abc import Iterator

from kinesics import Gesture, Plugin, PluginConfig, Say, on


class ${plugin}Config(PluginConfig):
    """What may be set in the config file."""

    greeting: str = "Hello!"
    """What it says."""


class $plugin(Plugin[${plugin}Config]):
    """Says hello to a wave."""

    @on(Gesture)
    def greet(self, gesture: Gesture) -> Iterator[Say]:
        if gesture.name == "wave" and gesture.score > 0.6:
            yield Say(self.config.greeting)
'''

TEST = '''\
"""What $module promises."""

from kinesics import Gesture, Say
from kinesics.testing import play

from $module import $plugin


def test_a_wave_is_greeted() -> None:
    assert play($plugin(), Gesture("wave", score=0.9)) == [Say("Hello!")]


def test_no_other_gesture_is_greeted() -> None:
    assert play($plugin(), Gesture("victory", score=0.9)) == []
'''

BRIDGE = '''\
"""A body made of paper: writes down what it should do."""

from pathlib import Path
from typing import TextIO

from kinesics import Bridge, Express, Move, PluginConfig, Say, on


class ${plugin}Config(PluginConfig):
    """What may be set in the config file."""

    file: Path = Path("$module.txt")
    """Where it writes."""


class $plugin(Bridge[${plugin}Config]):
    """Writes each wish on a line of its own."""

    paper: TextIO | None = None

    def open(self) -> None:
        self.paper = self.config.file.open("a", encoding="utf-8")

    def close(self) -> None:
        if self.paper is not None:
            self.paper.close()

    @on(Say)
    def say(self, wish: Say) -> None:
        self.write(f"say {wish.text}")

    @on(Move)
    def move(self, wish: Move) -> None:
        self.write(f"move {wish.name}")

    @on(Express)
    def express(self, wish: Express) -> None:
        self.write(f"express {wish.name}")

    def write(self, line: str) -> None:
        if self.paper is not None:
            print(line, file=self.paper, flush=True)
'''

TEST_OF_BRIDGE = '''\
"""What $module promises."""

from pathlib import Path

from kinesics import Move, Say
from kinesics.testing import play

from $module.plugin import $plugin, ${plugin}Config


def test_every_wish_is_on_paper(tmp_path: Path) -> None:
    file = tmp_path / "paper.txt"
    play($plugin(${plugin}Config(file=file)), Say("Hello!"), Move("wave"))
    assert file.read_text("utf-8").splitlines() == ["say Hello!", "move wave"]
'''
