"""The names of keys, and which text may be typed."""

import unicodedata

from kinesics import nearest

NAMED = (
    *("alt", "alt_gr", "backspace", "caps_lock", "cmd", "ctrl", "delete", "down", "end", "enter"),
    *("esc", "home", "insert", "left", "menu", "page_down", "page_up", "pause", "print_screen"),
    *("right", "shift", "space", "tab", "up", *(f"f{number}" for number in range(1, 21))),
    *("media_next", "media_play_pause", "media_previous"),
    *("media_volume_down", "media_volume_mute", "media_volume_up"),
)
ALSO = {
    "command": "cmd",
    "control": "ctrl",
    "del": "delete",
    "escape": "esc",
    "meta": "cmd",
    "minus": "-",
    "option": "alt",
    "pagedown": "page_down",
    "pageup": "page_up",
    "plus": "+",
    "return": "enter",
    "super": "cmd",
    "win": "cmd",
}
MOST_AT_ONCE = 5
LONGEST = 100
"""Characters of a combination."""

# They turn around what stands beside them, so that a text does not show what it is.
TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def keys_of(combination: str) -> tuple[str, ...]:
    """The keys of `ctrl+shift+t`, in the order in which to press them; ValueError if unknown."""
    if len(combination) > LONGEST:
        raise ValueError(f"{combination[:20]!r}... is too long for keys; such as 'ctrl+c'")
    keys = tuple(_key(name.strip()) for name in combination.split("+"))
    if len(keys) > MOST_AT_ONCE:
        raise ValueError(f"{len(keys)} keys at once; at most {MOST_AT_ONCE}")
    return keys


def check_text(text: str, longest: int) -> None:
    """Refuse a text that is too long, or does more than to be written."""
    if len(text) > longest:
        raise ValueError(f"a text of {len(text)} characters; at most {longest} (longest_text)")
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") or character in TURNERS:
            raise ValueError(
                f"a text with the control character U+{ord(character):04X};"
                " press it as a key, such as 'enter' or 'tab'"
            )


def _key(name: str) -> str:
    if len(name) == 1:
        check_text(name, 1)
        return name.lower()
    word = name.lower().replace(" ", "_")
    word = ALSO.get(word, word)
    if word not in NAMED and len(word) != 1:
        raise ValueError(
            f"no key is named {name!r}{nearest(name, (*NAMED, *ALSO))};"
            " join several by +, write + itself as plus"
        )
    return word
