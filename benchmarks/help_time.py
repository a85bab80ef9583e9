"""How long `kinesics --help` takes, from the start of the process to its end."""

import statistics
import subprocess
import sys

from kinesics.bench.bus import now
from rows import Row, main, ms

MOST_S = 0.150
ROUNDS = 11
SCRIPT = "import sys; from kinesics.cli import main; sys.exit(main(['--help']))"


def measure() -> list[Row]:
    took_s = statistics.median(_seconds(SCRIPT) for _ in range(ROUNDS))
    empty_s = statistics.median(_seconds("pass") for _ in range(ROUNDS))
    note = f"a Python that does nothing takes {ms(empty_s)}"
    return [Row("`kinesics --help`", f"<= {ms(MOST_S)}", ms(took_s), took_s <= MOST_S, note)]


def _seconds(script: str) -> float:
    began = now()
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
    return now() - began


if __name__ == "__main__":
    main(measure)
