"""What all tests share: `tests/parts` is on the path, also for plugins in their own process."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

PARTS = str(Path(__file__).parent / "parts")
if PARTS not in sys.path:
    sys.path.insert(0, PARTS)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI every part is installed, so a test that skips itself has not been told the truth."""
    reporter: Any = session.config.pluginmanager.getplugin("terminalreporter")  # untyped
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
