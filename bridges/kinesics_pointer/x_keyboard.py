"""The keyboard of an X server: keys it has are pressed, characters it lacks borrow a spare key."""

import contextlib
from collections.abc import Generator

from Xlib import X
from Xlib.display import Display

from kinesics_pointer.x_keys import (
    CAPS_LOCK,
    LEVEL3_SHIFT,
    NAMED_SYMBOLS,
    SHIFT,
    Key,
    KeyMap,
    cannot_write,
    key_map,
    symbol_of,
)
from kinesics_pointer.x_spare_keys import Pauses, SpareKeys


class XKeyboard:
    """Not safe for threads."""

    def __init__(self, display: Display, pauses: Pauses) -> None:
        self._display = display
        # What was pressed for each name, in order.
        self._held: dict[str, tuple[int, ...]] = {}
        self._spare = SpareKeys(display, pauses)
        self._map = self._read()

    def down(self, name: str) -> None:
        """A name of `keys.NAMED`, or one character."""
        if name in self._held:
            return
        self._look()
        held = self._held_codes()
        codes = tuple(code for code in self._codes(self._named(name)) if code not in held)
        self._held[name] = codes
        for code in codes:
            self._fake(X.KeyPress, code)
        self._display.flush()

    def up(self, name: str) -> None:
        for code in reversed(self._held.pop(name, ())):
            self._fake(X.KeyRelease, code)
        self._display.flush()

    def write(self, text: str) -> None:
        """Type it, whatever is held; ValueError at the first character that cannot be written."""
        self._look()
        mask = self._mask()
        layout = _layout(mask)
        with self._nothing_held(mask):
            while text:
                count = self._lend_for(text, layout)
                for character in text[:count]:
                    self._tap(*self._codes(self._key_of(character, layout)))
                self._display.flush()
                text = text[count:]

    def give_back(self) -> None:
        """Let go of all that is held and borrowed."""
        for name in tuple(self._held):
            self.up(name)
        self._look()
        self._spare.give_back()

    def _named(self, name: str) -> Key:
        if len(name) == 1:
            # With ctrl, programs take the letter of the first layout if the one in use has none.
            for layout in (_layout(self._mask()), 0):
                if key := self._map.key_of(name, layout):
                    return key
            symbol = symbol_of(name)
        else:
            symbol = NAMED_SYMBOLS[name]
            if symbol in self._map.symbols:
                return Key(self._map.symbols[symbol])
        held = self._held_codes()
        if not self._spare.count(held):
            raise ValueError(f"this keyboard has no key {name!r}, and no spare one to lend")
        self._spare.lend((symbol,), held)
        return self._lent(symbol)

    def _lend_for(self, text: str, layout: int) -> int:
        """Borrow what is needed for the beginning of a text; returns how many characters it has."""
        symbols: dict[int, None] = {}
        room = self._spare.count(self._held_codes())
        count = len(text)
        for at, character in enumerate(text):
            if self._map.key_of(character, layout):
                continue
            try:
                symbols[symbol_of(character)] = None
            except ValueError:
                if at == 0:
                    raise
                count = at
                break
            if len(symbols) > room:
                if at == 0:
                    raise ValueError(cannot_write(character))
                symbols.popitem()
                count = at
                break
        self._spare.lend(symbols, self._held_codes())
        return count

    def _key_of(self, character: str, layout: int) -> Key:
        return self._map.key_of(character, layout) or self._lent(symbol_of(character))

    def _lent(self, symbol: int) -> Key:
        self._spare.used()
        return Key(self._spare.lent[symbol])

    def _codes(self, key: Key) -> tuple[int, ...]:
        """What to press for it, in order."""
        shift = (self._map.symbols[SHIFT],) if key.shift else ()
        level3 = (self._map.symbols[LEVEL3_SHIFT],) if key.level3 else ()
        return (*shift, *level3, key.code)

    def _held_codes(self) -> frozenset[int]:
        return frozenset(code for codes in self._held.values() for code in codes)

    @contextlib.contextmanager
    def _nothing_held(self, mask: int) -> Generator[None]:
        """Let go of modifiers and switch caps lock off, for the time being.

        They are not pressed again: who let go of them meanwhile would have them stuck.
        """
        pressed = self._display.query_keymap()
        for code in self._map.modifiers:
            if pressed[code // 8] & 1 << code % 8:
                self._fake(X.KeyRelease, code)
        lock = self._map.symbols.get(CAPS_LOCK) if mask & X.LockMask else None
        if lock is not None:
            self._tap(lock)
        try:
            yield
        finally:
            if lock is not None:
                self._tap(lock)
            self._display.flush()

    def _look(self) -> None:
        """Read the keyboard again if somebody has changed it."""
        changed = False
        while self._display.pending_events():
            changed |= self._display.next_event().type == X.MappingNotify
        if changed:
            self._map = self._read()

    def _read(self) -> KeyMap:
        info = self._display.display.info
        first: int = info.min_keycode
        rows = self._display.get_keyboard_mapping(first, info.max_keycode - first + 1)
        self._spare.keep(dict(enumerate(rows, first)))
        modifiers = self._display.get_modifier_mapping()
        known = key_map(first, rows, modifiers, self._spare.lent.values())
        self._spare.replace(known.spare)
        return known

    def _mask(self) -> int:
        return self._display.screen().root.query_pointer().mask

    def _tap(self, *codes: int) -> None:
        for code in codes:
            self._fake(X.KeyPress, code)
        for code in reversed(codes):
            self._fake(X.KeyRelease, code)

    def _fake(self, what: int, code: int) -> None:
        self._display.xtest_fake_input(what, code)


def _layout(mask: int) -> int:
    """Above the modifiers the server tells which of its layouts is in use."""
    return mask >> 13 & 3
