"""Set up this checkout and run one task in it.  Needs nothing but Python 3.11 or newer.

    python3 dev.py run [ARGS]     start Kinesics (the demo, unless a config file is given or here)
    python3 dev.py test [ARGS]    run the tests; ARGS go to pytest
    python3 dev.py check          format, lint, types, layers, imports, tests: what CI runs
    python3 dev.py format         let ruff format and mend what it can

The first run makes .venv and installs into it; later runs start at once.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "kinesics-installed"

TASKS = {
    "run": [["kinesics", "run"]],
    "test": [["python", "-m", "pytest"]],
    "format": [["ruff", "format"], ["ruff", "check", "--fix"]],
    "check": [
        ["ruff", "format", "--check"],
        ["ruff", "check"],
        ["pyright"],
        ["lint-imports", "--no-logo"],
        ["deptry", "."],
        ["python", "-m", "pytest"],
    ],
}
EXTRA = {"run": "demo", "test": "dev", "format": "dev", "check": "dev"}


def make_venv() -> None:
    """Create .venv, or end with the sentence that helps where this Python cannot."""
    # Debian ships Python without the parts that this needs.
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        version = "{}.{}".format(*sys.version_info[:2])
        sys.exit(
            f"dev.py: this Python {version} cannot make a virtual environment, a part of it is"
            f" missing.\nOn Debian or Ubuntu: sudo apt install python{version}-venv"
        )
    import venv

    venv.create(VENV, with_pip=True, clear=True)


def wanted(extras: "set[str]") -> str:
    """The words that stand in the stamp once `extras` of this very pyproject are installed."""
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return " ".join([digest, *sorted(extras)])


def installed() -> "set[str]":
    """The extras that are installed from the pyproject as it is now."""
    words = STAMP.read_text().split() if STAMP.exists() else []
    extras = set(words[1:])
    return extras if words and " ".join(words) == wanted(extras) else set()


def install(extra: str) -> None:
    """Install this checkout with `extra` into .venv, unless that is done already."""
    done = installed()
    if extra in done:
        return
    began = time.monotonic()
    print("Setting up .venv, once; this takes about half a minute ...", file=sys.stderr, flush=True)
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        make_venv()
    extras = {*done, extra}
    target = "{}[{}]".format(ROOT, ",".join(sorted(extras)))
    python = str(BIN / "python")
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--python", python, "--editable", target]
    else:
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--editable", target]
    if subprocess.run(command, check=False).returncode:
        sys.exit("dev.py: the installation failed, its reason stands above; nothing was started.")
    STAMP.write_text(wanted(extras))
    print(f"Ready after {time.monotonic() - began:.0f} s.", file=sys.stderr, flush=True)


def start(command: "list[str]", folder: "Path | None") -> int:
    """Run one command of .venv and wait for it; Ctrl-C is the command's own business."""
    program = shutil.which(command[0], path=str(BIN)) or str(BIN / command[0])
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path}
    process = subprocess.Popen([program, *command[1:]], env=environment, cwd=folder)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(arguments: "list[str]") -> int:
    if sys.version_info < (3, 11):
        found = "{}.{}".format(*sys.version_info[:2])
        sys.exit(f"dev.py: Kinesics needs Python 3.11 or newer, this is {found}.")
    if not arguments or arguments[0] not in TASKS:
        print((__doc__ or "").strip())
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    task, *rest = arguments
    install(EXTRA[task])
    folder = None if task == "run" else ROOT
    *before, last = TASKS[task]
    for command in [*before, [*last, *rest]]:
        if task == "check":
            print("== " + " ".join(command), flush=True)
        if code := start(command, folder):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
