"""Bare pyzmq: the process at the other end of a PAIR over ipc.  `peer_zmq.py ADDRESS`.

A short message is sent back as it is.  A picture is read with `np.frombuffer`, and answered with
the time at which it was at hand and its last byte.
"""

import struct
import sys

import numpy as np
import zmq

from kinesics.bench.bus import now
from kinesics.bench.room import FRAME_SHAPE


def main() -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PAIR)
    socket.connect(sys.argv[1])
    while data := socket.recv():
        if len(data) < 1024:
            socket.send(data)
            continue
        pixels = np.frombuffer(data, np.uint8).reshape(FRAME_SHAPE)
        came_at = now()
        socket.send(struct.pack("dB", came_at, pixels[-1, -1, -1]))
    context.destroy(linger=0)


if __name__ == "__main__":
    main()
