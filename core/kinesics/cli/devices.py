"""For `kinesics doctor`: cameras, sound, graphics and display.  Nothing is opened to find out."""

import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kinesics.cli.findings import Finding

NVIDIA_QUERY = ("--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
NVIDIA_WITHIN_S = 1.2

VIDEO = Path("/sys/class/video4linux")
SOUND = Path("/proc/asound/pcm")
RENDERERS = Path("/dev/dri")


def of_cameras() -> Iterator[Finding]:
    if sys.platform != "linux":
        what = f"on {platform.system()} they cannot be told without opening them"
        yield Finding("note", "cameras", what, "try the one you have in a video call")
        return
    found = False
    # A camera has several nodes; the first of each gives pictures, the others data about them.
    for node in sorted(VIDEO.glob("video*"), key=lambda one: (len(one.name), one.name)):
        if _word_in(node / "index") not in ("", "0"):
            continue
        found = True
        device = Path("/dev") / node.name
        what = f"{device}: {_word_in(node / 'name') or 'without a name'}"
        if not device.exists():
            remedy = f"give it to the container: docker run --device {device}"
            yield Finding("note", "cameras", f"{what}, but it is not in /dev", remedy)
        elif os.access(device, os.R_OK | os.W_OK):
            yield Finding("ok", "cameras", what)
        else:
            remedy = "sudo usermod -aG video $USER, then log in again"
            yield Finding("warn", "cameras", f"{what}, but this user may not open it", remedy)
    if not found:
        what = "none found"
        yield Finding(
            "note", "cameras", what, "nothing here uses one yet; the performer plays its part"
        )


def of_sound() -> Iterator[Finding]:
    lines = _lines_in(SOUND)
    microphones = [_sound_name(line) for line in lines if "capture" in line]
    speakers = [_sound_name(line) for line in lines if "playback" in line]
    if sys.platform != "linux":
        if importlib.util.find_spec("sounddevice") is None:
            what = f"on {platform.system()} devices cannot be told without the wheel sounddevice"
            yield Finding("note", "sound", what, 'pip install "kinesics[voice]"')
            return
        microphones, speakers = _portaudio()
    server = _sound_server()
    for topic, names in (("microphone", microphones), ("speaker", speakers)):
        if names:
            yield Finding("ok", topic, ", ".join(dict.fromkeys(names)))
        elif server:
            yield Finding("ok", topic, f"no device of its own, but a sound server: {server}")
        else:
            yield Finding(
                "note",
                topic,
                "none found",
                "nothing here uses one yet; the performer plays its part",
            )


def of_graphics() -> Iterator[Finding]:
    nvidia = list(_nvidia())
    yield from nvidia
    if nvidia:
        return
    if sys.platform == "darwin" and platform.machine() == "arm64":
        yield Finding("ok", "gpu", "Apple's, through Metal")
        return
    nodes = sorted(str(node) for node in RENDERERS.glob("renderD*"))
    barred = [node for node in nodes if not os.access(node, os.R_OK | os.W_OK)]
    if barred:
        what = f"{', '.join(barred)}, but this user may not open it"
        yield Finding("note", "gpu", what, "sudo usermod -aG render $USER, then log in again")
    elif nodes:
        yield Finding("ok", "gpu", ", ".join(nodes))
    elif sys.platform == "linux":
        yield Finding("note", "gpu", "none found", "models run on the processor: take small ones")
    else:
        what = "no NVIDIA one; others cannot be told here"
        yield Finding("note", "gpu", what, "models run on the processor: take small ones")


def of_display() -> Iterator[Finding]:
    if sys.platform in ("win32", "darwin"):
        yield Finding("ok", "display", "the desktop's")
        return
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if value := os.environ.get(name):
            yield Finding("ok", "display", f"{name}={value}")
            return
    what = "none here"
    yield Finding("note", "display", what, "bodies in the terminal and in a browser need none")


def _nvidia() -> Iterator[Finding]:
    program = shutil.which("nvidia-smi")
    if program is None:
        return
    try:
        answer = subprocess.run(  # noqa: S603  (found on the user's own PATH)
            [program, *NVIDIA_QUERY], capture_output=True, text=True, timeout=NVIDIA_WITHIN_S
        )
    except subprocess.TimeoutExpired:
        what = f"nvidia-smi did not answer within {NVIDIA_WITHIN_S} s"
        yield Finding("note", "gpu", what, "try it by hand; its first call may take longer")
        return
    except OSError as error:
        yield Finding("note", "gpu", f"nvidia-smi cannot be started: {error}", "mend its driver")
        return
    if answer.returncode:
        words = (answer.stdout.strip() or answer.stderr.strip()).partition("\n")[0]
        yield Finding("warn", "gpu", f"nvidia-smi: {words}", "mend the driver, then start anew")
        return
    for line in answer.stdout.splitlines():
        name, memory, driver = (part.strip() for part in line.rsplit(",", 2))
        yield Finding("ok", "gpu", f"{name}, {memory}, driver {driver}")


def _portaudio() -> tuple[list[str], list[str]]:
    portaudio: Any = importlib.import_module("sounddevice")  # an optional wheel, without types
    devices = list(portaudio.query_devices())
    microphones = [str(one["name"]) for one in devices if one["max_input_channels"]]
    speakers = [str(one["name"]) for one in devices if one["max_output_channels"]]
    return microphones, speakers


def _sound_server() -> str:
    """PulseAudio or PipeWire, which lend devices that the kernel here does not have (WSL)."""
    if server := os.environ.get("PULSE_SERVER"):
        return server
    folder = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"))
    for name in ("pipewire-0", "pulse/native"):
        if (folder / name).exists():
            return str(folder / name)
    return ""


def _sound_name(line: str) -> str:
    """Of a line such as `00-00: ALC256 Analog : ALC256 Analog : playback 1 : capture 1`."""
    parts = [part.strip() for part in line.split(":")]
    return f"{parts[1] if len(parts) > 1 else ''} ({parts[0]})".strip()


def _lines_in(file: Path) -> list[str]:
    try:
        return file.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _word_in(file: Path) -> str:
    return next(iter(_lines_in(file)), "").strip()
