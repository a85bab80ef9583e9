"""The process of one isolated plugin, seen from the house: start it, talk to it, end it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import msgspec

from kinesics.codec import EventDecoder, EventEncoder
from kinesics.messages import FromProcess, Message, Start
from kinesics.pipe import Pipe, new_context
from kinesics.shared import ArrayReader, ArrayWriter, SharedMemory


class Process:
    """One life of an isolated plugin.

    `send` may be called from any thread; all else belongs to the thread that made it, and that
    thread must outlive the process: Linux kills a process with the thread that started it.
    """

    def __init__(self, name: str, plugin: str, config: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kinesics-"))
        self._context = new_context()
        self._to = Pipe(self._context).listen(self.folder, "in")
        self._from = Pipe(self._context).listen(self.folder, "out")
        self._write = SharedMemory(f"{name}-in")
        self._read = SharedMemory(f"{name}-out")
        self._stack: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed in `close`)
        self.writer = ArrayWriter(self._write.memory)
        self.reader = ArrayReader(self._read.memory)
        self.encoder = EventEncoder(self.writer)
        self.decoder = EventDecoder(self.reader)
        self._messages = msgspec.msgpack.Encoder()
        self._answers = msgspec.msgpack.Decoder(FromProcess)
        start = Start(
            name,
            plugin,
            config,
            tuple(sys.path),
            self._to.address,
            self._from.address,
            self._write.handle,
            self._read.handle,
            self._stack.fileno(),
            str(self.folder),
        )
        self._process = self._spawn(start)
        self.pid = self._process.pid

    def send(self, message: Message) -> bool:
        """Send and return at once; False if the process is too slow to read."""
        return self._to.offer(self._messages.encode(message))

    def receive(self, timeout_s: float) -> FromProcess | None:
        """The next message, or None if none comes in time."""
        data = self._from.receive(timeout_s)
        return None if data is None else self._answers.decode(data)

    def ended(self) -> bool:
        return self._process.poll() is not None

    def epitaph(self, file: str) -> str:
        """How it ended, in words for the user, and if it can be told, where in `file`."""
        code = self._process.wait()
        if code < 0:
            try:
                how = f"was killed by {signal.Signals(-code).name}"
            except ValueError:
                how = f"was killed by signal {-code}"
        else:
            how = f"ended with exit code {code}"
        return f"its process {how}{self._line_after('Current thread', file)}"

    def forget_folder(self) -> None:
        """Remove the addresses from the file system; the connections stay."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def where(self, main_thread: int, file: str) -> str:
        """The innermost line of its main thread, in `file` if it is in there at all."""
        if sys.platform == "win32":
            return ""
        mark = self._stack.seek(0, os.SEEK_END)
        os.kill(self.pid, signal.SIGUSR1)
        give_up_at = time.monotonic() + 0.3
        while time.monotonic() < give_up_at and not self.ended():
            if line := self._line_after(f"0x{main_thread:016x}", file, mark):
                return line
            time.sleep(0.01)
        return ""

    def kill(self) -> None:
        """End it, and what it may have started, at once."""
        if sys.platform == "win32":
            self._process.kill()
            return
        # It leads a group of its own, so this reaches its children, also those that outlive it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill it if it still lives, and let go of all that the house held for it."""
        self.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._to.close()
        self._from.close()
        self._context.term()
        self.writer.close()
        self.reader.close()
        self._write.close()
        self._read.close()
        self._stack.close()
        self.forget_folder()

    def _spawn(self, start: Start) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "kinesics.room_main"]
        if sys.platform == "win32":
            process = subprocess.Popen(  # noqa: S603  (our own module)
                command,
                stdin=subprocess.PIPE,
                creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
            )
        else:
            handles = (self._write.descriptor, self._read.descriptor, self._stack.fileno())
            process = subprocess.Popen(  # noqa: S603  (our own module)
                command, stdin=subprocess.PIPE, pass_fds=handles, process_group=0
            )
        if process.stdin is None:
            raise AssertionError("opened with a pipe")
        process.stdin.write(msgspec.json.encode(start) + b"\n")
        process.stdin.flush()
        return process

    def _line_after(self, words: str, file: str = "", start: int = 0) -> str:
        """Of the first thread in the dump whose header has these words: where it is."""
        self._stack.seek(start)
        dump = self._stack.read().decode(errors="replace")
        _, _, thread = dump.partition(words)
        stack = [line.strip() for line in thread.split("\n\n")[0].splitlines()[1:]]
        stack = [line for line in stack if line.startswith("File ")]
        own = [line for line in stack if file and f'"{file}"' in line] or stack
        return f", {own[0]}" if own else ""
