"""`kinesics init`: writes a kinesics.toml to begin with."""

import argparse
import importlib.resources
import shlex
from pathlib import Path

from kinesics.errors import ConfigError, KinesicsError

STARTER = "starter.toml"


class AlreadyThere(KinesicsError, FileExistsError):
    """Something of that name stands there, and may be somebody's work."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), help="where; made if need be (here)"
    )
    parser.add_argument("--force", action="store_true", help="overwrite the one that is there")


def run(given: argparse.Namespace) -> int:
    file = write_starter(given.folder, mode="w" if given.force else "x")
    print(f"Wrote {file}.  Next:")
    if given.folder.resolve() != Path.cwd():
        print(f"    cd {shlex.quote(str(given.folder))}")
    print("    kinesics run        start it; Ctrl-C ends it")
    print(f"Then edit {file.name} while it runs: it is read again whenever you save.")
    return 0


def write_starter(folder: Path, mode: str = "x") -> Path:
    """Write the file into `folder`; with mode "w" over one that is there."""
    from kinesics.config import FILE

    file = folder / FILE
    text = importlib.resources.files("kinesics.cli").joinpath(STARTER).read_text("utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open(mode, encoding="utf-8") as output:
            output.write(text)
    except FileExistsError as error:
        if folder.is_dir():
            remedy = f"`kinesics run` starts it, `kinesics init --force {folder}` overwrites it"
            raise AlreadyThere(f"{file}: is there already; {remedy}") from error
        raise AlreadyThere(f"{folder}: is a file; give a folder") from error
    except OSError as error:
        remedy = "give a folder that you may write into"
        raise ConfigError(f"{file}: cannot be written: {error.strerror}; {remedy}") from error
    return file
