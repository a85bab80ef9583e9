"""For `kinesics check`: from what was typed to the modules that are meant."""

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from kinesics.errors import ConfigError, UnknownPlugin, nearest
from kinesics.registry import GROUP, Registry

SOURCE_ROOTS = ("", "src")
NO_PACKAGE = ("tests", "test", "docs")


class Target(NamedTuple):
    """One module to check."""

    paths: tuple[str, ...]
    """Folders to look in for modules, before all others."""
    module: str
    plugin: str = ""
    """Its class; empty for all that the module has."""


def targets_of(text: str) -> list[Target]:
    """What NAME, PATH or module:Class stands for."""
    if re.fullmatch(r"[A-Za-z_][\w.]*:\w+", text):
        module, _, plugin = text.partition(":")
        return [Target((str(Path.cwd()),), module, plugin)]
    registry = Registry()
    named = [entry for entry in registry.entries if entry.name == text]
    if len(named) > 1:
        registry.find(text)  # raises, and says which they are
    if named:
        module, _, plugin = named[0].target.partition(":")
        return [Target((), module, plugin)]
    path = Path(text)
    if path.exists():
        return _of_path(path.resolve())
    names = {entry.name for entry in registry.entries}
    raise UnknownPlugin(
        f"{text}: no such file or folder, and no plugin of that name"
        f"{nearest(text, names)}; installed: {', '.join(sorted(names))}"
    )


def _of_path(path: Path) -> list[Target]:
    if path.is_dir() and not (path / "__init__.py").exists():
        return _of_project(path)
    if path.is_file() and path.suffix != ".py":
        raise ConfigError(f"{path}: is no Python file; give a .py file, or the folder of a package")
    # A module inside a package is imported by its full name, as `a.b`.
    parts = [] if path.name == "__init__.py" else [path.stem if path.is_file() else path.name]
    folder = path.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return [Target((str(folder),), ".".join(parts))]


def _of_project(folder: Path) -> list[Target]:
    """The plugins that its pyproject.toml names, else its packages."""
    roots = tuple(str(folder / root) for root in SOURCE_ROOTS if (folder / root).is_dir())
    if named := _entry_points(folder / "pyproject.toml"):
        return [Target(roots, *target.replace(" ", "").split(":", 1)) for target in named]
    packages = [
        file.parent.name
        for root in roots
        for file in sorted(Path(root).glob("*/__init__.py"))
        if file.parent.name not in NO_PACKAGE
    ]
    if not packages:
        raise UnknownPlugin(
            f"{folder}: no package and no pyproject.toml with"
            f' [project.entry-points."{GROUP}"] in there; give the .py file itself'
        )
    return [Target(roots, package) for package in packages]


def _entry_points(file: Path) -> list[str]:
    if not file.exists():
        return []
    try:
        project: Any = tomllib.loads(file.read_text(encoding="utf-8"))
        named = project.get("project", {}).get("entry-points", {}).get(GROUP, {})
        return [str(target) for target in named.values()]
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
