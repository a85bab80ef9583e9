"""Waiting for what other threads and processes do, without a fixed pause."""

import threading
import time
from collections.abc import Callable


def wait_until(true: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Return as soon as `true` is; raises TimeoutError."""
    pause, end = threading.Event(), time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {timeout_s} s")
        pause.wait(0.005)
