"""Keys of an X server with nothing on them, borrowed for what its keyboard lacks."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from Xlib import X
from Xlib.display import Display


class Pauses(NamedTuple):
    """Programs look up what is on a key some time after it was pressed.

    Many overlook a change that comes while they read about the one before.
    """

    after_use_s: float = 0.3
    """Between the last press of a borrowed key and the next change of any."""
    after_change_s: float = 0.01
    """Between a change and the next, and the first press."""


class SpareKeys:
    """Lends the key that was used longest ago, so that each keeps its symbol as long as it can."""

    def __init__(self, display: Display, pauses: Pauses) -> None:
        self._display = display
        self._pauses = pauses
        self._spare: list[int] = []
        # Symbol to key, the one that was used longest ago first.
        self._lent: dict[int, int] = {}
        self._used_at = float("-inf")

    @property
    def lent(self) -> Mapping[int, int]:
        """What is on which key."""
        return self._lent

    def count(self, held: Collection[int]) -> int:
        """How many symbols can be lent at once while these keys are held."""
        return len(self._spare) + sum(code not in held for code in self._lent.values())

    def keep(self, rows: Mapping[int, Sequence[int]]) -> None:
        """Forget what is no longer on its key: another layout takes it away."""
        self._lent = {symbol: code for symbol, code in self._lent.items() if symbol in rows[code]}

    def replace(self, spare: Iterable[int]) -> None:
        """These are free, besides those that are lent."""
        self._spare = list(spare)

    def lend(self, symbols: Collection[int], held: Collection[int] = ()) -> None:
        """See that each of them is on a key, at most `count` of them."""
        known = [symbol for symbol in symbols if symbol in self._lent]
        for symbol in known:
            self._lent[symbol] = self._lent.pop(symbol)
        if len(known) < len(symbols):
            self._rest()
        for symbol in symbols:
            if symbol not in self._lent:
                code = self._spare.pop() if self._spare else self._oldest(held)
                # Twice, so that shift does not matter.
                self._display.change_keyboard_mapping(code, [(symbol, symbol)])
                self._lent[symbol] = code
                self._display.sync()
                time.sleep(self._pauses.after_change_s)

    def used(self) -> None:
        """Tell that one of them was pressed just now."""
        self._used_at = time.monotonic()

    def give_back(self) -> None:
        if self._lent:
            self._rest()
        for code in self._lent.values():
            self._display.change_keyboard_mapping(code, [(X.NoSymbol, X.NoSymbol)])
        self._lent.clear()
        self._display.sync()

    def _oldest(self, held: Collection[int]) -> int:
        symbol = next(symbol for symbol, code in self._lent.items() if code not in held)
        return self._lent.pop(symbol)

    def _rest(self) -> None:
        time.sleep(max(0.0, self._used_at + self._pauses.after_use_s - time.monotonic()))
