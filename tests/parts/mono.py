"""The C# of the Unity package: compiled by `mcs`, run by `mono`, and talked to over its port."""

import atexit
import contextlib
import functools
import json
import math
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from waiting import wait_until

PACKAGE = Path(__file__).resolve().parents[2] / "bridges" / "unity-package"
CORE = ("Runtime/Core",)
CONSOLE = (*CORE, "Tools~")
UNITY = (*CORE, "Runtime/Unity", "Editor", "Samples~/MinimalScene")
SCENE = (*UNITY, "Tests~", "Tests~/Stubs", "Tools~/Options.cs")

KINDS = {
    "none": ("UNITY_2019_3_OR_NEWER",),
    "vrm1": ("UNITY_2019_3_OR_NEWER", "KINESICS_VRM1"),
    "vrm0": ("UNITY_2019_3_OR_NEWER", "KINESICS_UNIVRM0"),
    "both": ("UNITY_2019_3_OR_NEWER", "KINESICS_VRM1", "KINESICS_UNIVRM0"),
}
"""What Unity defines, by the UniVRM that is installed."""

MISSING = [tool for tool in ("mcs", "mono") if shutil.which(tool) is None]
REASON = f"needs {' and '.join(MISSING) or 'mono'} (Debian: apt install mono-mcs mono-runtime)"

Answer = dict[str, Any]
"""A line of a body: any JSON object."""


class DoesNotCompile(Exception):
    """With what the compiler says."""


@functools.cache
def compiled(parts: tuple[str, ...], *defines: str) -> Path:
    """The program that these folders and files of the package make; built once."""
    folder = tempfile.mkdtemp(prefix="kinesics-mono-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = Path(folder) / "program.exe"
    compile_files(sources(parts), program, *defines)
    return program


def sources(parts: Sequence[str]) -> list[Path]:
    paths = [PACKAGE / part for part in parts]
    return [
        file for path in paths for file in (sorted(path.glob("*.cs")) if path.is_dir() else [path])
    ]


def compile_files(files: Sequence[Path], program: Path, *defines: str) -> None:
    """Raises DoesNotCompile, also for a warning."""
    command = ["mcs", "-langversion:7.2", "-warn:4", "-warnaserror", "-optimize+"]
    command += [f"-out:{program}", *[f"-d:{one}" for one in defines]]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DoesNotCompile(done.stdout + done.stderr)


class Program:
    """A program under mono whose lines are read as they come."""

    def __init__(self, program: Path, *options: str) -> None:
        self.lines: list[str] = []
        self.log: list[str] = []
        self._silent = False
        self.process = subprocess.Popen(
            [shutil.which("mono") or "mono", str(program), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._came = threading.Condition()
        self._readers = [
            threading.Thread(target=self._read, args=pair, daemon=True)
            for pair in (
                (self.process.stdout, self.lines),
                (self.process.stderr, self.log),
            )
        ]
        for reader in self._readers:
            reader.start()

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """As if its machine had lost power."""
        self.process.kill()
        self._ended()

    def close(self) -> None:
        """Its input ends, and it with it."""
        if self.process.poll() is None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._ended()

    def line(self, number: int, timeout_s: float = 10.0) -> str:
        """Waits for it; raises RuntimeError with its log if the program ends before."""
        with self._came:
            self._came.wait_for(lambda: len(self.lines) > number or self._silent, timeout_s)
        if len(self.lines) <= number:
            self.close()
            raise RuntimeError("".join(self.log) or f"no line within {timeout_s} s")
        return self.lines[number]

    def _read(self, pipe: Any, into: list[str]) -> None:  # Any: a text stream has no plain type
        for line in iter(pipe.readline, ""):
            with self._came:
                into.append(line)
                self._came.notify_all()
        with self._came:
            self._silent = self._silent or into is self.lines
            self._came.notify_all()

    def _ended(self) -> None:
        self.process.wait(10)
        for reader in self._readers:
            reader.join(10)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.close()


class ConsoleBody(Program):
    """The body in a console; `port` is where it listens. For its options see Tools~/ConsoleBody.cs."""

    def __init__(self, *options: str) -> None:
        super().__init__(compiled(CONSOLE), *options)
        self.port: int = json.loads(self.line(0))["port"]

    def report(self) -> Answer:
        """What it has shown so far, after a frame from now."""
        before = len(self._reports())
        self.tell("")
        wait_until(lambda: len(self._reports()) > before)
        return json.loads(self._reports()[before])

    def frames(self) -> list[Answer]:
        """The frames that had something new, as `--trace` tells them: `at` in the seconds of
        `time.monotonic`, `bones`, `expressions`."""
        return [json.loads(line) for line in self.lines if line.startswith('{"at"')]

    def _reports(self) -> list[str]:
        return [line for line in self.lines if line.startswith('{"report"')]


class Scene(Program):
    """A scene with an avatar in the stand-in for Unity; frames pass when `step` says so."""

    def __init__(self, *options: str, defines: Sequence[str] = ()) -> None:
        super().__init__(compiled(SCENE, *defines), *options)
        self.port: int = self.ask("state")["port"]

    def ask(self, line: str) -> Any:  # any JSON
        before = len(self.lines)
        self.tell(line)
        return json.loads(self.line(before))

    def step(self, count: int = 1, seconds: float = 1 / 60) -> None:
        self.ask(f"step {count} {seconds}")

    def where(self, bone: str) -> tuple[float, float, float]:
        """In Unity's axes, as the avatar sees it."""
        x, y, z = self.ask(f"where {bone}")
        return x, y, z


class Client:
    """Talks to a body over a plain socket."""

    def __init__(self, port: int, timeout_s: float = 10.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
        self._lines = self.socket.makefile("rb")
        try:
            self.hello = self.read()
        except (EOFError, OSError):
            self.close()
            raise

    def ask(self, line: object, **members: object) -> Answer:
        """Send bytes as they are, a command by its name with `data`, or any object; read the answer."""
        self.send(line, **members)
        return self.read()

    def send(self, line: object, **members: object) -> None:
        if isinstance(line, str):
            line = {"command": line, **members}
        text = line if isinstance(line, bytes) else json.dumps(line).encode()
        self.socket.sendall(text + b"\n")

    def read(self) -> Answer:
        line = self._lines.readline()
        if not line:
            raise EOFError("the body hung up")
        return json.loads(line)

    def hung_up(self) -> bool:
        """Whether the body has; waits for it, and skips what it still says."""
        try:
            while self._lines.readline():
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self._lines.close()
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.close()


def batch(*commands: tuple[str, object], seq: int | None = None) -> Answer:
    """A line with these commands, each a name and its data."""
    inner = [{"command": name, "data": data} for name, data in commands]
    line: Answer = {"command": "batch", "data": {"commands": inner, "count": len(inner)}}
    return line if seq is None else {**line, "seq": seq}


def about(axis: str, degrees: float) -> list[float]:
    """A rotation about x, y or z."""
    half = math.radians(degrees) / 2
    return [math.sin(half) if one == axis else 0.0 for one in "xyz"] + [math.cos(half)]


def pose(client: Client, **bones: list[float]) -> None:
    assert client.ask("set_pose", data={"bones": bones})["ok"]
