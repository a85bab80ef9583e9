"""For `kinesics check`: what the source of a plugin imports, read without running it."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import kinesics

OPEN_TO_ALL = ("kinesics", "kinesics.testing")
NO_PART_OF_IT = {"tests", "test", "node_modules", "build", "dist"}
"""Folders beside a plugin that it does not run."""


class Fault(NamedTuple):
    """One import that a plugin should not have."""

    place: str
    what: str
    remedy: str


def sources(file: Path, module: str) -> list[Path]:
    """All files of the package in which the module lives; only its own if it is a mere file."""
    top = file.parent if file.name == "__init__.py" else file
    depth = module.count(".") if file.name == "__init__.py" else module.count(".") - 1
    for _ in range(depth + (file.name != "__init__.py")):
        top = top.parent
    if top.is_file() or not (top / "__init__.py").exists():
        return [file]
    return [
        one
        for one in sorted(top.rglob("*.py"))
        if not NO_PART_OF_IT.intersection(one.relative_to(top).parts[:-1])
    ]


def faults(files: Collection[Path], package: str, others: Collection[str]) -> Iterator[Fault]:
    """The imports in `files` that reach into Kinesics, or into one of the `others`."""
    for file in files:
        try:
            tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError) as error:
            yield Fault(file.name, f"cannot be read: {error}", "mend it")
            continue
        for node in ast.walk(tree):
            for module, name in _imported(node):
                if found := _fault(module, name, package, others):
                    line = getattr(node, "lineno", 0)
                    yield Fault(f"{file.name}:{line}", *found)


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Module and name of each import; the name is empty for `import module`."""
    match node:
        case ast.Import(names=names):
            for one in names:
                yield one.name, ""
        case ast.ImportFrom(module=str(module), names=names, level=0):
            for one in names:
                yield module, one.name
        case _:
            pass


def _fault(module: str, name: str, package: str, others: Collection[str]) -> tuple[str, str] | None:
    top = module.partition(".")[0]
    if top == package:
        return None
    if top in others or top.startswith("kinesics_"):
        what = f"imports another plugin, {module}"
        return what, "plugins talk by events alone; copy what is needed, or ask for it in the core"
    if top != "kinesics":
        return None
    word = name or "it"
    if module not in OPEN_TO_ALL:
        remedy = f"from kinesics import {name}" if name in kinesics.__all__ else _only_words()
        return f"imports {word} from {module}, which is internal and may change", remedy
    if module == "kinesics" and name not in ("", "*", "testing", *kinesics.__all__):
        return f"imports {name} from kinesics, which is none of its public words", _only_words()
    return None


def _only_words() -> str:
    return "take only the words in kinesics.__all__ and kinesics.testing"
