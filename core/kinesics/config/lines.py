"""On which line of a TOML text each key stands, which the parser of the standard library forgets."""

import re

KeyPath = tuple[str | int, ...]

STRING = r'"(?:\\.|[^"\\])*"|' + r"'[^']*'"
KEY_PART = rf"(?:[A-Za-z0-9_-]+|{STRING})"
KEY = rf"{KEY_PART}(?:\s*\.\s*{KEY_PART})*"
TABLE = re.compile(rf"\s*(\[\[?)\s*({KEY})\s*\]\]?")
ASSIGNMENT = re.compile(rf"\s*({KEY})\s*=(.*)", re.DOTALL)
LONG_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''", re.DOTALL)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line of every key and table header of a valid TOML text, counted from 1.

    Keys inside arrays and inline tables are not listed; `line_of` gives the line of the array.
    """
    found: dict[KeyPath, int] = {}
    tables: dict[KeyPath, int] = {}
    here: KeyPath = ()
    depth = 0
    for number, line in enumerate(_without_long_strings(text).splitlines(), start=1):
        if depth <= 0:
            depth = 0
            if header := TABLE.match(line):
                here = _keys(header[2])
                if header[1] == "[[":
                    index = tables.get(here, 0)
                    tables[here] = index + 1
                    here = (*here, index)
                found.setdefault(here, number)
                continue
            if not (assignment := ASSIGNMENT.match(line)):
                continue
            found.setdefault((*here, *_keys(assignment[1])), number)
            line = assignment[2]
        depth += _brackets(line)
    return found


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """The line of `path`, else the first inside it, else that of the closest table around it."""
    while path:
        if inside := [line for key, line in lines.items() if key[: len(path)] == path]:
            return min(inside)
        path = path[:-1]
    return None


def _without_long_strings(text: str) -> str:
    """The same text with as many lines, but multi-line strings are empty."""
    return LONG_STRING.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)


def _keys(dotted: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in re.findall(KEY_PART, dotted))


def _brackets(line: str) -> int:
    """How many arrays or inline tables the line opens and does not close."""
    bare = re.sub(STRING, "", line).partition("#")[0]
    return sum(bare.count(one) for one in "[{") - sum(bare.count(one) for one in "]}")
