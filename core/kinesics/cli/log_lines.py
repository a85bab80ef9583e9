"""The log as lines on stderr, held back while a body draws on the whole terminal."""

import logging
import sys
from collections import deque

HELD = 1000


class LogLines(logging.Handler):
    """The one handler of the log; `hold` keeps the newest lines until `let_go`."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
        self._held: deque[str] | None = None

    def hold(self) -> None:
        self._held = deque(maxlen=HELD)

    def let_go(self) -> None:
        """Write what was held, and hold nothing more."""
        held, self._held = self._held or (), None
        for line in held:
            print(line, file=sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if self._held is None:
            print(line, file=sys.stderr)
        else:
            self._held.append(line)
