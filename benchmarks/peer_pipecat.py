"""The hop between two processors of pipecat-ai; runs in the peer's own environment.

Reads lines `loop|thread COUNT PAUSE_S` and answers each with the seconds of so many hops, as JSON:
from before `push_frame` of one processor to the first line of its own that the next one can run,
which is the one behind the `super().process_frame` that pipecat asks for.  With `loop` the pusher
is on the event loop itself, with `thread` on another thread, as the callback of a device is.

`shipped` on the command line: a pipeline with pipecat's defaults; `lean`: with no RTVI and no
tracking of turns.  The log is off in both.
"""

# pyright: basic, reportMissingImports=false
# pipecat-ai is not installed where pyright looks.

import asyncio
import json
import sys
import time

from loguru import logger
from pipecat.frames.frames import TextFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner


class Publisher(FrameProcessor):
    """Passes on what comes; the laps begin here."""

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)


class Listener(FrameProcessor):
    """Notes how long each text, which tells when it was sent, was under way."""

    def __init__(self):
        super().__init__()
        self.laps = []

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, TextFrame):
            self.laps.append(time.perf_counter() - float(frame.text))
            return
        await self.push_frame(frame, direction)


async def push_from_loop(publisher, count, pause_s):
    for _ in range(count):
        await asyncio.sleep(pause_s)
        frame = TextFrame(repr(time.perf_counter()))
        await publisher.push_frame(frame, FrameDirection.DOWNSTREAM)


async def push_from_thread(publisher, count, pause_s):
    loop = asyncio.get_running_loop()

    def push():
        for _ in range(count):
            time.sleep(pause_s)
            frame = TextFrame(repr(time.perf_counter()))
            sent = publisher.push_frame(frame, FrameDirection.DOWNSTREAM)
            asyncio.run_coroutine_threadsafe(sent, loop)

    await asyncio.to_thread(push)


async def take_orders(publisher, listener, worker):
    while line := await asyncio.to_thread(sys.stdin.readline):
        where, count, pause_s = line.split()
        listener.laps = []
        push = push_from_thread if where == "thread" else push_from_loop
        await push(publisher, int(count), float(pause_s))
        while len(listener.laps) < int(count):
            await asyncio.sleep(0.001)
        print(json.dumps(listener.laps), flush=True)
    await worker.cancel()


async def main():
    logger.remove()
    publisher, listener = Publisher(), Listener()
    lean = {"enable_rtvi": False, "enable_turn_tracking": False} if "lean" in sys.argv else {}
    worker = PipelineWorker(Pipeline([publisher, listener]), cancel_on_idle_timeout=False, **lean)
    orders = []

    @worker.event_handler("on_pipeline_started")
    async def begin(_worker, _frame):
        orders.append(asyncio.create_task(take_orders(publisher, listener, worker)))

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


if __name__ == "__main__":
    asyncio.run(main())
