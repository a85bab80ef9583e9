"""The process of one isolated plugin, seen from the house: start it, talk to it, end it."""

import contextlib
import functools
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
import psutil

from kinesics.errors import RoomError
from kinesics.pipe import Pipe, new_context
from kinesics.room.codec import EventDecoder, EventEncoder
from kinesics.room.messages import FromProcess, Message, Start
from kinesics.room.shared import ArrayReader, ArrayWriter, SharedMemory

LOOK_EVERY_S = 0.05
"""How often one should look whether it still lives."""
PREFIX = "kinesics-"
LONGEST = 90
"""Letters of a folder's path; an address of a pipe may have 107, on macOS 103."""


class Process:
    """One life of an isolated plugin.

    `send` may be called from any thread; all else belongs to the thread that made it, and that
    thread must outlive the process: Linux kills a process with the thread that started it.
    """

    def __init__(self, name: str, plugin: str, config: bytes) -> None:
        with contextlib.ExitStack() as cleanup:
            self.folder = _new_folder()
            cleanup.callback(self.forget_folder)
            context = new_context()
            cleanup.callback(context.term)
            self._to = Pipe(context).listen(self.folder, "in")
            cleanup.callback(self._to.close)
            self._from = Pipe(context).listen(self.folder, "out")
            cleanup.callback(self._from.close)
            self._from.wait_at_most(LOOK_EVERY_S)
            self._write = cleanup.enter_context(SharedMemory(f"{name}-in"))
            self._read = cleanup.enter_context(SharedMemory(f"{name}-out"))
            self._stack: IO[bytes] = cleanup.enter_context(tempfile.TemporaryFile())
            self.writer = ArrayWriter(self._write.memory)
            cleanup.callback(self.writer.close)
            self.reader = ArrayReader(self._read.memory)
            cleanup.callback(self.reader.close)
            self._process = self._spawn()
            cleanup.callback(self._end)
            self._tell_start(name, plugin, config)
            # From here on all that belongs to `close`.
            self._cleanup = cleanup.pop_all()
        self.encoder = EventEncoder(self.writer)
        self.decoder = EventDecoder(self.reader)
        self._messages = msgspec.msgpack.Encoder()
        self._answers = msgspec.msgpack.Decoder(FromProcess)
        self.pid = self._process.pid

    def send(self, message: Message) -> bool:
        """Send and return at once; False if the process is too slow to read."""
        return self._to.offer(self._messages.encode(message))

    def receive(self) -> FromProcess | None:
        """The next message; None if none came for a while."""
        data = self._from.receive()
        return None if data is None else self._answers.decode(data)

    def receive_now(self) -> FromProcess | None:
        """The next message, or None if there is none."""
        data = self._from.receive_now()
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

    def ask_to_stop(self) -> None:
        """Wake it from sleep and cut its generators; past the pipe that it may not be reading."""
        with contextlib.suppress(OSError, ValueError):
            self._stdin.write(b"stop\n")

    def kill(self) -> None:
        """End it, and what it may have started, at once."""
        if sys.platform == "win32":
            self._process.kill()
            return
        # It leads a group of its own, so this reaches its children, also those that outlive it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill it if it still lives, and let go of all that the house held for it."""
        self._cleanup.close()

    def _end(self) -> None:
        self.kill()
        self._process.wait()
        self._stdin.close()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        # -P: what lies in the current folder is not taken for a module of ours.
        command = [sys.executable, "-P", "-m", "kinesics.room.main", str(self.folder)]
        if sys.platform == "win32":
            return subprocess.Popen(  # noqa: S603  (our own module)
                command,
                stdin=subprocess.PIPE,
                bufsize=0,
                creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
            )
        handles = (self._write.descriptor, self._read.descriptor, self._stack.fileno())
        return subprocess.Popen(  # noqa: S603  (our own module)
            command, stdin=subprocess.PIPE, bufsize=0, pass_fds=handles, process_group=0
        )

    def _tell_start(self, name: str, plugin: str, config: bytes) -> None:
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
        )
        data = memoryview(msgspec.json.encode(start) + b"\n")
        while data:
            data = data[self._stdin.write(data) :]

    @property
    def _stdin(self) -> IO[bytes]:
        if self._process.stdin is None:
            raise AssertionError("opened with a pipe")
        return self._process.stdin

    def _line_after(self, words: str, file: str = "", start: int = 0) -> str:
        """Of the first thread in the dump whose header has these words: where it is."""
        self._stack.seek(start)
        dump = self._stack.read().decode(errors="replace")
        _, _, thread = dump.partition(words)
        stack = [line.strip() for line in thread.split("\n\n")[0].splitlines()[1:]]
        stack = [line for line in stack if line.startswith("File ")]
        own = [line for line in stack if file and f'"{file}"' in line] or stack
        return f", {own[0]}" if own else ""


def _new_folder() -> Path:
    """A folder that only this user can enter, for the addresses of the pipes."""
    _sweep_folders()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    if len(str(folder)) > LONGEST:
        folder.rmdir()
        raise RoomError(
            f"{folder}: too long a name for the address of a pipe; set TMPDIR to a shorter folder"
        )
    return folder


@functools.cache
def _sweep_folders() -> None:
    """Remove what houses left behind that were killed in the moment of starting a process."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
