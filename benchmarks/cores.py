"""Where a benchmark and the processes that it starts run.

Two that talk by turns take 25 us for it on one core and 65 us on two, as the second one must be
woken: where the system puts them would decide a comparison by luck.
"""

import contextlib
import os
from collections.abc import Generator


def two_cores() -> tuple[int, int] | None:
    """Two that we may use; None where there is only one, or the system does not let us choose."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else None


@contextlib.contextmanager
def on_core(core: int) -> Generator[None]:
    """This thread, and every thread and process that it starts meanwhile."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
