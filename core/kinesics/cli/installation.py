"""For `kinesics doctor`: Python, the wheels, the extras, and known traps of the resolver."""

import importlib.metadata
import platform
import struct
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kinesics.cli.findings import Finding
from kinesics.cli.wheels import Requirement, extras, lack, requirements, satisfies, version_of

PROJECT = "kinesics"

NOT_SHOWN = ("all", "demo", "dev")
"""Extras that only gather others, or that no user needs."""

TRAPS = (
    (
        "mediapipe",
        ">=1.0",
        "sends usage figures to Google, so its own metadata says",
        'pip install "mediapipe==0.10.35", which does not',
    ),
    (
        "mediapipe",
        "<=0.10.21",
        "holds numpy below 2, and pip then quietly picks years-old versions of its neighbours",
        'pip install "mediapipe==0.10.35"',
    ),
    (
        "pipecat-ai",
        "<1",
        "is years old: pip picks it silently beside an old mediapipe",
        "pip install --upgrade pipecat-ai, and read what pip then complains about",
    ),
    (
        "numpy",
        "<2",
        "is the old numpy; reachy-mini and others want 2",
        "pip install --upgrade numpy; what pins it, pip then names",
    ),
)
"""Wheel, versions, what is wrong with them, the remedy."""

RIVALS = (
    (
        "opencv-python",
        "opencv-python-headless",
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
    ),
    ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml"),
)
"""Wheels that write into the same folder: with two of them installed, neither is whole."""

DEMANDING = (
    "mediapipe",
    "ultralytics",
    "reachy-mini",
    "pipecat-ai",
    "livekit-agents",
    "lerobot",
    "dora-rs",
    "faster-whisper",
    "opencv-python",
    "opencv-python-headless",
)
"""Wheels of this field that are picky about the versions of others."""


def of_python() -> Iterator[Finding]:
    version = platform.python_version()
    bits = struct.calcsize("P") * 8
    what = f"{version}, {bits} bit, {platform.system()} {platform.release()} {platform.machine()}"
    if bits < 64:
        yield Finding("warn", "python", what, "most wheels want 64 bit: install that Python")
    else:
        yield Finding("ok", "python", what)
    if sys.prefix != sys.base_prefix:
        yield Finding("ok", "venv", sys.prefix)
    elif (Path(sys.prefix) / "conda-meta").exists():
        yield Finding("ok", "venv", f"{sys.prefix}, of conda")
    else:
        yield Finding(
            "note", "venv", "none is active", "python3 -m venv .venv keeps projects apart"
        )


def of_wheels() -> Iterator[Finding]:
    """What Kinesics stands on."""
    version = version_of(PROJECT)
    if version is None:
        remedy = "run `pip install -e .` in its folder"
        yield Finding("fail", "kinesics", "its metadata is not installed", remedy)
        return
    yield Finding("ok", "kinesics", version)
    base = [one for one in requirements(PROJECT) if not one.extra and one.wanted_here]
    lacks = [why for one in base if (why := lack(one))]
    for why in lacks:
        yield Finding("fail", "wheels", why, f"pip install --upgrade {PROJECT}")
    if not lacks:
        yield Finding("ok", "wheels", _versions(base))


def of_extras() -> Iterator[Finding]:
    """Which of the extras could be used now."""
    if version_of(PROJECT) is None:
        return
    names = [name for name in extras(PROJECT) if name not in NOT_SHOWN]
    asked = [one for one in requirements(PROJECT) if one.wanted_here]
    empty: list[str] = []
    for name in names:
        wanted = [one for one in asked if one.extra == name]
        if not wanted:
            empty.append(name)
        elif lacks := [why for one in wanted if (why := lack(one))]:
            remedy = f'pip install "{PROJECT}[{name}]"'
            yield Finding("note", "extras", f"{name}: {', '.join(lacks)}", remedy)
        else:
            yield Finding("ok", "extras", f"{name}: {_versions(wanted)}")
    if empty:
        yield Finding("ok", "extras", f"{', '.join(empty)}: names for parts to come, still empty")


def of_traps() -> Iterator[Finding]:
    """Combinations that pip lets through and that bite later."""
    found = [*_bad_versions(), *_rivals(), *_broken_demands()]
    yield from found
    if not found:
        yield Finding("ok", "traps", "no wheel that is known for trouble here")


def of_plugins() -> Iterator[Finding]:
    """The entry points of plugins, and two of one name."""
    packages: dict[str, set[str]] = defaultdict(set)
    for point in importlib.metadata.entry_points(group="kinesics.plugins"):
        if point.dist is not None:
            packages[point.name].add(f"{point.dist.name} ({point.value})")
    yield Finding("ok", "plugins", ", ".join(sorted(packages)) or "none is installed")
    for name, several in sorted(packages.items()):
        if len(several) > 1:
            what = f"two packages have a plugin named {name!r}: {' and '.join(sorted(several))}"
            remedy = 'uninstall one, or choose with use = "module:Class"'
            yield Finding("warn", "plugins", what, remedy)


def _bad_versions() -> Iterator[Finding]:
    for name, versions, what, remedy in TRAPS:
        version = version_of(name)
        if version is not None and satisfies(version, versions):
            yield Finding("warn", "traps", f"{name} {version} {what}", remedy)


def _rivals() -> Iterator[Finding]:
    for names in RIVALS:
        here = [name for name in names if version_of(name) is not None]
        if len(here) > 1:
            what = f"{' and '.join(here)} overwrite each other's files"
            remedy = f"pip uninstall -y {' '.join(here)}, then pip install the one you need"
            yield Finding("warn", "traps", what, remedy)


def _broken_demands() -> Iterator[Finding]:
    """What pip has installed over the needs of another wheel."""
    for name in DEMANDING:
        if version_of(name) is None:
            continue
        for one in requirements(name):
            version = version_of(one.name)
            if one.extra or not one.wanted_here or version is None:
                continue
            if why := lack(one):
                remedy = "give one of the two an environment of its own"
                yield Finding("warn", "traps", f"{name} {version_of(name)}: {why}", remedy)


def _versions(wanted: list[Requirement]) -> str:
    names = dict.fromkeys(one.name for one in wanted)
    return ", ".join(f"{name} {version_of(name)}" for name in names)
