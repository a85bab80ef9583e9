"""What all tests share: `tests/parts` is on the path, also for plugins in their own process."""

import sys
from pathlib import Path

PARTS = str(Path(__file__).parent / "parts")
if PARTS not in sys.path:
    sys.path.insert(0, PARTS)
