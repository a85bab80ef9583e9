"""How long an isolated plugin is away after `kill -9`: from the kill to its first new answer."""

import logging
import signal
import time

import psutil

from kinesics.bench.bus import figures, house, now, plugin_in
from kinesics.bench.room import Call, Caller, Echo
from kinesics.room import Room
from rows import Row, main, ms

KILLS = 30
ASK_EVERY_S = 0.002


def measure() -> list[Row]:
    logging.getLogger("kinesics").setLevel(logging.CRITICAL)
    result = figures(_seconds() for _ in range(KILLS))
    note = (
        f"p99 {ms(result.p99)} of {KILLS}; each in a fresh house, so with the first, shortest delay"
    )
    what = "isolated plugin answers again after kill -9, p50"
    return [Row(what, "", ms(result.p50), None, note)]


def _seconds() -> float:
    with house(Caller, isolated=[Echo]) as runtime:
        caller = plugin_in(runtime, Caller)
        home = runtime.lodgers["Echo"].home
        assert isinstance(home, Room)
        runtime.publish(Call(0))
        caller.wait()
        victim = psutil.Process(home.pid)
        began = now()
        victim.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        number = 0
        # Those that the dying process took along are lost, so ask until one is answered.
        while not caller.came.is_set():
            number += 1
            runtime.publish(Call(number))
            time.sleep(ASK_EVERY_S)
        return caller.at - began


if __name__ == "__main__":
    main(measure)
