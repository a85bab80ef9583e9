"""What `import kinesics` costs in a fresh interpreter, and which heavy modules it loads."""

import json
import statistics
import subprocess
import sys

import psutil

from rows import Row, main, ms

MOST_S = 0.100
MOST_MB = 40.0
ROUNDS = 11
HEAVY = ("numpy", "zmq", "rich", "psutil", "pluggy", "cv2", "torch")
SCRIPT = """
import sys, time
began = time.perf_counter()
import kinesics
seconds = time.perf_counter() - began
import json
print(json.dumps([seconds, sorted(sys.modules)]), flush=True)
sys.stdin.read()
"""


def measure() -> list[Row]:
    seconds: list[float] = []
    memory_mb: list[float] = []
    heavy: list[str] = []
    for _ in range(ROUNDS):
        took_s, memory, modules = _import_once()
        seconds.append(took_s)
        memory_mb.append(memory)
        heavy = [name for name in HEAVY if name in modules]
    took_s, memory = statistics.median(seconds), statistics.median(memory_mb)
    return [
        Row("`import kinesics`, time", f"<= {ms(MOST_S)}", ms(took_s), took_s <= MOST_S),
        Row(
            "`import kinesics`, memory of the process",
            f"<= {MOST_MB:.0f} MB",
            f"{memory:.1f} MB",
            memory <= MOST_MB,
        ),
        Row(
            "`import kinesics`, heavy modules that it loads",
            "none",
            ", ".join(heavy) or "none",
            not heavy,
            f"looked for {', '.join(HEAVY)}",
        ),
    ]


def _import_once() -> tuple[float, float, list[str]]:
    """Seconds, resident megabytes, names of all modules."""
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        took_s, modules = json.loads(process.stdout.readline())
        # Read from outside: what a child says of itself on Linux counts its parent's memory too.
        memory_mb = psutil.Process(process.pid).memory_info().rss / 2**20
        process.communicate()
    return took_s, memory_mb, modules


if __name__ == "__main__":
    main(measure)
