"""How long 64 bytes take to an isolated plugin and back, beside bare pyzmq PAIR over ipc.

Ours ends where a plugin in the house handles the answer, on its own thread.
"""

from bare_zmq import bare_echo
from kinesics.bench.room import echo
from rows import Row, alternate, main, p50, p99, ratio, us

MOST = 2.0
ROUNDS, LAPS = 15, 300


def measure() -> list[Row]:
    with echo() as ours, bare_echo() as bare:
        results = alternate(ROUNDS, LAPS, ours=ours, bare=bare)
    times = ratio(results["ours"], results["bare"])
    note = (
        f"{us(p50(results['ours']))} against {us(p50(results['bare']))};"
        f" p99 {us(p99(results['ours']))} against {us(p99(results['bare']))}"
    )
    what = "isolated plugin, 64 B event there and back, p50"
    return [Row(what, f"<= {MOST:g}x bare pyzmq PAIR", f"{times:.2f}x", times <= MOST, note)]


if __name__ == "__main__":
    main(measure)
