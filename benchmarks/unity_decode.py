"""What a command costs the C# core of the Unity package under mono, and whether it makes garbage."""

import json
import subprocess

from kinesics.bench.ipc_receivers import compiled_csharp
from kinesics.errors import MissingPart
from rows import Row, main

MOST_NS = 1_000.0
SIZE = 100
WHAT = f"C# core under mono, JSON, batch of {SIZE}"
AT_LEAST = "<= 1 us a command, 0 collections"


def measure() -> list[Row]:
    try:
        with compiled_csharp() as command:
            lines = subprocess.run(
                [*command, "--bench"], check=True, capture_output=True, text=True
            ).stdout.splitlines()
    except MissingPart as error:
        return [Row(WHAT, AT_LEAST, f"not measured: {error}", None)]
    by_size = {one["size"]: one for one in map(json.loads, lines)}
    found = by_size[SIZE]
    cost_ns, collections = found["ns_median"], found["collections"]
    others = ", ".join(
        f"{one['ns_median'] / 1e3:.2f} us in a batch of {size}"
        for size, one in by_size.items()
        if size != SIZE
    )
    return [
        Row(
            WHAT,
            AT_LEAST,
            f"{cost_ns / 1e3:.2f} us, {collections} collections",
            cost_ns <= MOST_NS and collections == 0,
            f"the median of rounds; the least {found['ns_least'] / 1e3:.2f} us; {others}",
        )
    ]


if __name__ == "__main__":
    main(measure)
