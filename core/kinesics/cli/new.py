"""`kinesics new plugin NAME`: writes a plugin with a test that passes, ready to be changed."""

import argparse
import importlib.util
import keyword
import re
import shlex
import sys
from pathlib import Path

from kinesics.cli.init import AlreadyThere
from kinesics.errors import ConfigError, KinesicsError

LONGEST = 40
PREFIX = "kinesics-"
TAKEN_FOLDERS = ("tests", "dist", "build", "con", "nul", "aux", "prn")
"""By tools, and by Windows."""
TAKEN_CLASSES = ("Iterator", "Path", "TextIO")
"""What the new module imports besides the words of Kinesics."""


class BadName(KinesicsError, ValueError):
    """A plugin cannot be called that."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("plugin", "bridge"), help="a bridge is the way to a body")
    parser.add_argument("name", help="such as hand-wave")
    parser.add_argument(
        "--folder", type=Path, default=Path(), metavar="DIR", help="where its folder goes (here)"
    )


def run(given: argparse.Namespace) -> int:
    project = write_project(given.kind, given.name, given.folder)
    module = module_name(given.name)
    print(f"Wrote {project}: the {given.kind} is in {module}/plugin.py.  Next:")
    print(f"    cd {shlex.quote(str(project))}")
    print("    python -m pytest    test it")
    print("    kinesics run        try it")
    print("    kinesics check .    see whether it keeps the contract")
    return 0


def write_project(kind: str, name: str, folder: Path) -> Path:
    """Write a new plugin or bridge into a folder of its own inside `folder`."""
    from kinesics.cli.template import Names, files

    module = module_name(name)
    refuse_taken(module)
    names = Names(kind, module, class_name(module, kind), PREFIX + module.replace("_", "-"))
    project = folder / names.project
    try:
        folder.mkdir(parents=True, exist_ok=True)
        project.mkdir()
        for path, text in files(names).items():
            file = project / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    except FileExistsError as error:
        if project.exists():
            remedy = "choose another name, or another place with --folder DIR"
            raise AlreadyThere(f"{project}: is there already; {remedy}") from error
        raise AlreadyThere(f"{folder}: is a file; give a folder") from error
    except OSError as error:
        remedy = "give a --folder that you may write into"
        raise ConfigError(f"{project}: cannot be written: {error.strerror}; {remedy}") from error
    return project


def module_name(name: str) -> str:
    """`hand_wave` for hand-wave, HandWave or hand_wave; raises BadName."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    module = parted.replace("-", "_").lower()
    if not re.fullmatch(r"[a-z](?:_?[a-z0-9])*", module, re.ASCII):
        raise BadName(
            f"{name!r} cannot be the name of a plugin: begin with a letter, go on with letters,"
            " digits and single hyphens, such as hand-wave; where it goes, --folder says"
        )
    if len(module) > LONGEST:
        raise BadName(f"{name!r} is too long; {LONGEST} letters are the most")
    if keyword.iskeyword(module) or keyword.issoftkeyword(module):
        raise BadName(f"{name!r} is a word of Python itself; try {module}-plugin")
    return module


def refuse_taken(module: str) -> None:
    """Raise BadName where an import of `module` finds something else, or a config means another."""
    from kinesics.registry import installed

    if module.startswith("kinesics"):
        short = module.removeprefix("kinesics").strip("_").replace("_", "-") or "hand-wave"
        raise BadName(f"{module!r}: names like that come with Kinesics itself; call it {short}")
    for entry in installed():
        if entry.name == module:
            raise BadName(
                f"{module!r}: a plugin of that name is installed by {entry.distribution}"
                f" ({entry.target}); choose another, such as my-{module.replace('_', '-')}"
            )
    if module in sys.stdlib_module_names or module in TAKEN_FOLDERS:
        raise BadName(f"{module!r} is taken by Python or its tools; try {module}-plugin")
    if importlib.util.find_spec(module) is not None:
        raise BadName(
            f"{module!r}: a library of that name is installed, and would be hidden;"
            f" try {module.replace('_', '-')}-plugin"
        )


def class_name(module: str, kind: str) -> str:
    """`HandWave`, or `GesturePlugin` where Kinesics means something else by the word."""
    import kinesics

    words = "".join(part.capitalize() for part in module.split("_"))
    taken = {*kinesics.__all__, *TAKEN_CLASSES}
    return words + kind.capitalize() if {words, f"{words}Config"} & taken else words
