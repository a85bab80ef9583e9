"""What all tests share: `tests/parts` is on the path, also for plugins in their own process."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kinesics import Plugin, PluginConfig
    from rooms import OpenHome

PARTS = str(Path(__file__).parent / "parts")
if PARTS not in sys.path:
    sys.path.insert(0, PARTS)


@pytest.fixture
def home() -> Iterator["OpenHome"]:
    """Opens rooms for plugins, and closes them."""
    from rooms import Home

    homes: list[Home] = []

    def open_home(plugin: "Plugin[PluginConfig]") -> Home:
        homes.append(Home(plugin))
        return homes[-1]

    yield open_home
    for one in homes:
        one.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI every part is installed, so a test that skips itself has not been told the truth."""
    reporter: Any = session.config.pluginmanager.getplugin("terminalreporter")  # untyped
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
