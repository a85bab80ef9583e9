"""What tests of plugins share."""

from collections.abc import Iterator

import pytest

from kinesics_stage import Stage


@pytest.fixture(autouse=True)
def nobody_has_moved_the_body() -> Iterator[None]:
    """A stage goes on where the last one has left the body; here there was none."""
    Stage.left = None
    yield
    Stage.left = None
