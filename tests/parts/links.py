"""Links for tests: they connect again at once."""

from typing import Any

from kinesics import Link

QUICK = (0.005, 0.02)


def link_to(port: int, **more: Any) -> Link:
    return Link("127.0.0.1", port, retry_s=QUICK, **more)
