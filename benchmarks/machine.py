"""What this machine is, as far as it matters for the numbers: no names and no paths."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """One line for the head of a table."""
    parts = [
        _processor(),
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
    ]
    return ", ".join(parts)


def load() -> str:
    """Of the last minute; above 0 something else was at work, which makes all figures worse."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
