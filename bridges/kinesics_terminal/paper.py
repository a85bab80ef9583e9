"""Standard output that never fails: a closed pipe makes it silent, an odd letter becomes `?`."""

import contextlib
import os
from typing import TextIO


class Paper:
    """Has as much of a text file as is needed to write and to ask what can be shown."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    def can_show(self, text: str) -> bool:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        if self._stream is None:
            raise OSError("nobody reads any more")
        return self._stream.fileno()

    def write(self, text: str) -> int:
        if self._stream is not None:
            shown = text.encode(self.encoding, "replace").decode(self.encoding)
            try:
                self._stream.write(shown)
            except (OSError, ValueError):
                self._go_quiet(self._stream)
        return len(text)

    def flush(self) -> None:
        if self._stream is not None:
            try:
                self._stream.flush()
            except (OSError, ValueError):
                self._go_quiet(self._stream)

    def _go_quiet(self, stream: TextIO) -> None:
        self._stream = None
        # What is still buffered must go somewhere when the interpreter ends.
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def printable(text: str) -> str:
    """Without control characters, with which a text could command the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
