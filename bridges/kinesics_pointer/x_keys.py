"""Which key of an X keyboard writes what: pure values, made from what the server tells."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

SHIFT, LEVEL3_SHIFT, CAPS_LOCK = 0xFFE1, 0xFE03, 0xFFE5

NAMED_SYMBOLS: Mapping[str, int] = {
    "alt": 0xFFE9,
    "alt_gr": LEVEL3_SHIFT,
    "backspace": 0xFF08,
    "caps_lock": CAPS_LOCK,
    "cmd": 0xFFEB,
    "ctrl": 0xFFE3,
    "delete": 0xFFFF,
    "down": 0xFF54,
    "end": 0xFF57,
    "enter": 0xFF0D,
    "esc": 0xFF1B,
    "home": 0xFF50,
    "insert": 0xFF63,
    "left": 0xFF51,
    "menu": 0xFF67,
    "page_down": 0xFF56,
    "page_up": 0xFF55,
    "pause": 0xFF13,
    "print_screen": 0xFF61,
    "right": 0xFF53,
    "shift": SHIFT,
    "space": 0x20,
    "tab": 0xFF09,
    "up": 0xFF52,
    **{f"f{number}": 0xFFBD + number for number in range(1, 21)},
    "media_volume_down": 0x1008FF11,
    "media_volume_mute": 0x1008FF12,
    "media_volume_up": 0x1008FF13,
    "media_play_pause": 0x1008FF14,
    "media_previous": 0x1008FF16,
    "media_next": 0x1008FF17,
}
"""The symbols of `keys.NAMED`."""

UNICODE = 0x0100_0000
"""Added to a character it is its symbol, beyond Latin-1."""
ODD: Mapping[int, str] = {0x20AC: "\u20ac", 0x07F2: "\u03c3", 0x07F3: "\u03c2"}
"""The euro, and the two sigmas, which change places."""
# Older symbols are the number of an alphabet and a byte of its code page; only where both agree
# on the letters.  Whatever is not listed is typed all the same, with a borrowed key.
ALPHABETS: Mapping[int, tuple[str, int]] = {
    0x01: ("iso8859_2", 0xA1),
    0x06: ("koi8_u", 0xA1),
    0x07: ("iso8859_7", 0xC1),
    0x0C: ("iso8859_8", 0xE0),
    0x0D: ("iso8859_11", 0xA1),
}
LOCK_ROW = 1
"""Of the modifiers: those of caps lock are switched, not held."""


class Key(NamedTuple):
    """One key, and what is held with it."""

    code: int
    shift: bool = False
    level3: bool = False


class KeyMap(NamedTuple):
    """What is on the keys."""

    characters: tuple[Mapping[str, Key], ...]
    """Of each layout that one can switch between; what is not there has to be borrowed."""
    symbols: Mapping[int, int]
    """Symbol to key, without anything held."""
    modifiers: frozenset[int]
    """Keys that change what others write as long as they are held."""
    spare: tuple[int, ...]
    """Keys with nothing on them."""
    rows: Mapping[int, Sequence[int]]

    def key_of(self, character: str, layout: int) -> Key | None:
        """The key that writes this while this layout is in use."""
        return self.characters[layout].get(character) if layout < len(self.characters) else None


def character_of(symbol: int) -> str | None:
    """What a symbol writes; None for all that writes nothing, or that is not known here."""
    if 0x20 <= symbol <= 0x7E or 0xA0 <= symbol <= 0xFF:
        return chr(symbol)
    if UNICODE + 0x100 <= symbol <= UNICODE + 0x10FFFF:
        return chr(symbol - UNICODE)
    if symbol in ODD:
        return ODD[symbol]
    page, first = ALPHABETS.get(symbol >> 8, ("", 0x100))
    byte = symbol & 0xFF
    character = bytes([byte]).decode(page, "ignore") if byte >= first else ""
    # Between the letters of a code page stand lines of boxes, which no symbol has.
    return character if character and unicodedata.category(character) != "So" else None


def symbol_of(character: str) -> int:
    """The symbol that every program understands; ValueError if the character is no letter."""
    number = ord(character)
    if number < 0x20 or 0x7F <= number < 0xA0 or 0xD800 <= number < 0xE000:
        raise ValueError(cannot_write(character))
    return number if number <= 0xFF else UNICODE + number


def cannot_write(character: str) -> str:
    """The sentence for it."""
    return f"this keyboard cannot write U+{ord(character):04X}; the rest is left out"


def key_map(
    first_code: int,
    rows: Sequence[Sequence[int]],
    modifiers: Sequence[Sequence[int]],
    borrowed: Collection[int] = (),
) -> KeyMap:
    """From the rows of the server, one for each key; `borrowed` are keys that are not its own."""
    own = {code: tuple(row) for code, row in enumerate(rows, first_code) if code not in borrowed}
    # Several keys may have the same; the lowest are those that a hand would use.
    symbols = {row[0]: code for code, row in sorted(own.items(), reverse=True) if any(row[:1])}
    held = frozenset(
        code for number, row in enumerate(modifiers) if number != LOCK_ROW for code in row if code
    )
    return KeyMap(
        characters=_characters(own, symbols),
        symbols=symbols,
        modifiers=held,
        spare=tuple(code for code, row in own.items() if not any(row) and code not in held),
        rows=own,
    )


def _characters(
    rows: Mapping[int, Sequence[int]], symbols: Mapping[int, int]
) -> tuple[Mapping[str, Key], ...]:
    # A row is: first layout, with shift, second layout, with shift, and then the levels of AltGr.
    # Of a single layout the first two stand there twice.  Where there are several, nobody can
    # tell whose levels of AltGr follow.
    single = all(not any(row[2:4]) or row[2:4] == row[:2] for row in rows.values())
    if single:
        return (_of_layout(rows, symbols, (0, 1, 4, 5)),)
    return tuple(_of_layout(rows, symbols, columns) for columns in ((0, 1), (2, 3)))


def _of_layout(
    rows: Mapping[int, Sequence[int]], symbols: Mapping[int, int], columns: Sequence[int]
) -> Mapping[str, Key]:
    keys: list[tuple[str, Key]] = []
    for code, row in rows.items():
        for level, column in enumerate(columns):
            key = Key(code, shift=level % 2 == 1, level3=level >= 2)
            can_hold = (not key.shift or SHIFT in symbols) and (
                not key.level3 or LEVEL3_SHIFT in symbols
            )
            if column < len(row) and can_hold and (character := character_of(row[column])):
                keys.append((character, key))
    keys.sort(key=lambda one: (one[1].level3, one[1].code, one[1].shift), reverse=True)
    return dict(keys)
