"""How long a 640 x 480 picture takes to an isolated plugin, beside bare pyzmq with a copy.

Twice: a millisecond between two pictures, as in the other rows, and at the pace of a camera.
"""

from collections.abc import Mapping

from bare_zmq import bare_frame
from kinesics.bench.bus import PAUSE_S, Figures
from kinesics.bench.room import CAMERA_PAUSE_S, frame_one_way
from rows import Row, alternate, main, p50, p99, ratio, us

MOST = 0.5
ROUNDS, LAPS, CAMERA_LAPS = 15, 100, 20


def measure() -> list[Row]:
    quick = _beside_bare(PAUSE_S, LAPS)
    slow = _beside_bare(CAMERA_PAUSE_S, CAMERA_LAPS)
    times = ratio(quick["ours"], quick["bare"])
    note = (
        f"{us(p50(quick['ours']))} against {us(p50(quick['bare']))};"
        f" p99 {us(p99(quick['ours']))} against {us(p99(quick['bare']))};"
        f" at 30 pictures a second {us(p50(slow['ours']))} against {us(p50(slow['bare']))},"
        f" {ratio(slow['ours'], slow['bare']):.2f}x"
    )
    what = "isolated plugin, one 640x480x3 frame one way, p50"
    return [Row(what, f"<= {MOST:g}x bare pyzmq", f"{times:.2f}x", times <= MOST, note)]


def _beside_bare(pause_s: float, laps: int) -> Mapping[str, list[Figures]]:
    with frame_one_way(pause_s) as ours, bare_frame(pause_s) as bare:
        return alternate(ROUNDS, laps, ours=ours, bare=bare)


if __name__ == "__main__":
    main(measure)
