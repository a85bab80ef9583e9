"""Whether what a wheel asks for is there: a small reader of its metadata.

It knows the plain forms (`name>=1.2,<3 ; sys_platform == "win32"`), which is what wheels have;
what it cannot read counts as satisfied, so that it never cries wolf.
"""

import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

REQUIREMENT = re.compile(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?\s*\(?([^;)]*)\)?\s*(?:;(.*))?")
CLAUSE = re.compile(r"""\s*\(?\s*(\w+)\s*(==|!=|<=|>=|<|>)\s*["']([^"']*)["']\s*\)?\s*""")
SPECIFIER = re.compile(r"(==|!=|~=|<=|>=|<|>)\s*([0-9][0-9A-Za-z.*+!-]*)")


class Requirement(NamedTuple):
    """One line of what a wheel asks for."""

    name: str
    specifiers: str
    extra: str
    """The extra of the wheel to which it belongs; empty if it is always asked for."""
    wanted_here: bool
    """Whether it is meant for this Python and this system."""


def version_of(name: str) -> str | None:
    """The version that is installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def requirements(name: str) -> Iterator[Requirement]:
    """What the installed wheel `name` asks for."""
    for line in importlib.metadata.requires(name) or ():
        if read := REQUIREMENT.fullmatch(line):
            yield _requirement(read[1], read[3], read[4] or "")


def extras(name: str) -> list[str]:
    """The extras that the installed wheel `name` has."""
    return importlib.metadata.metadata(name).get_all("Provides-Extra") or []


def lack(requirement: Requirement) -> str:
    """What is wrong with it here, in words; empty if nothing is."""
    version = version_of(requirement.name)
    if version is None:
        return f"{requirement.name} is missing"
    if not satisfies(version, requirement.specifiers):
        return f"{requirement.name} {version} is not {requirement.specifiers}"
    return ""


def satisfies(version: str, specifiers: str) -> bool:
    """Whether `version` keeps to all of, say, `>=1.2,<3`."""
    return all(_compare(version, op, bound) for op, bound in SPECIFIER.findall(specifiers))


def _requirement(name: str, specifiers: str, marker: str) -> Requirement:
    extra = ""
    wanted_here = True
    for text in marker.split(" and ") if " or " not in marker else ():
        if not (clause := CLAUSE.fullmatch(text)):
            continue
        if clause[1] == "extra":
            extra = clause[3]
        else:
            wanted_here = wanted_here and _holds(clause[1], clause[2], clause[3])
    return Requirement(name, specifiers.strip().replace(" ", ""), extra, wanted_here)


def _holds(variable: str, op: str, value: str) -> bool:
    here = {
        "os_name": os.name,
        "sys_platform": sys.platform,
        "platform_system": platform.system(),
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "implementation_name": sys.implementation.name,
        "python_version": "{}.{}".format(*sys.version_info[:2]),
        "python_full_version": platform.python_version(),
    }
    if variable not in here:
        return True
    if variable.startswith("python"):
        return _compare(here[variable], op, value)
    return (here[variable] == value) == (op == "==")


def _compare(version: str, op: str, bound: str) -> bool:
    stem = bound.removesuffix(".*")
    here, there = _numbers(version), _numbers(stem)
    prefix = here[: len(there)] == there
    length = max(len(here), len(there))
    here, there = _padded(here, length), _padded(there, length)
    match op:
        case "==":
            return prefix if stem != bound else here == there
        case "!=":
            return not prefix if stem != bound else here != there
        case "~=":
            return here >= there and here[: bound.count(".")] == there[: bound.count(".")]
        case "<=":
            return here <= there
        case ">=":
            return here >= there
        case "<":
            return here < there
        case _:
            return here > there


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers in front; what a pre-release adds behind them does not count."""
    release = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    return tuple(int(part) for part in release[0].split(".")) if release else ()


def _padded(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))
