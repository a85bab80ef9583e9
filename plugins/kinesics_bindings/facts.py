"""The left side of a binding: `gesture:wave`, `heard:look left`, `talking:began`, `object:cup`."""

import re
import unicodedata
from typing import NamedTuple

from kinesics import nearest

EXAMPLES = {
    "gesture": "gesture:wave",
    "heard": "heard:look left",
    "object": "object:cup",
    "talking": "talking:began",
}

_APOSTROPHES = re.compile(r"['\u2019]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Fact(NamedTuple):
    """What a binding waits for."""

    kind: str
    what: str


def parse_fact(text: str) -> Fact:
    """Read the `when` of a binding; raises ValueError."""
    kind, _, what = (part.strip() for part in text.partition(":"))
    if kind not in EXAMPLES:
        helped = nearest(kind, EXAMPLES) or f"; known: {', '.join(EXAMPLES)}"
        raise ValueError(f"unknown fact {kind!r}{helped}")
    bare = bare_words(what)
    match kind:
        case _ if not bare:
            raise ValueError(f"it does not say which {kind}; write for instance {EXAMPLES[kind]!r}")
        case "gesture" if len(what.split()) > 1:
            name = bare.replace(" ", "_")
            raise ValueError(f"the name of a gesture is one word; write 'gesture:{name}'")
        case "talking" if what not in ("began", "ended"):
            helped = nearest(what, ("began", "ended")) or "; write 'began' or 'ended'"
            raise ValueError(f"unknown talking {what!r}{helped}")
        case "heard" | "object":
            return Fact(kind, bare)
        case _:
            return Fact(kind, what)


def bare_words(text: str) -> str:
    """Only the words: small letters, one space between two, no punctuation."""
    whole = _APOSTROPHES.sub("", text)
    small = unicodedata.normalize("NFKC", whole).casefold()
    return _BETWEEN_WORDS.sub(" ", small).strip()


def has_phrase(bare: str, phrase: str) -> bool:
    """Whether `phrase` stands in the text as whole words; both come from `bare_words`."""
    return f" {phrase} " in f" {bare} "
