"""The line to an X server: one that dies, one that is none, one that lacks something.

Needs Xvfb (Debian: `apt install xvfb`), and python-xlib from the extra `pointer`.
"""

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from x_server import XVFB, x_server

pytest.importorskip("Xlib", reason="needs python-xlib: kinesics[pointer]")
pytestmark = pytest.mark.skipif(XVFB is None, reason="needs Xvfb: apt install xvfb")

from kinesics import Pointer  # noqa: E402  (after it is known to be there)
from kinesics_pointer import PointerBridge  # noqa: E402  (as above)
from kinesics_pointer.screens import Spot  # noqa: E402  (as above)
from kinesics_pointer.x_desktop import XDesktop  # noqa: E402  (as above)
from kinesics_pointer.x_line import DisplayGone, DisplayRefused, XLine  # noqa: E402  (as above)
from pointer_reader import Reader  # noqa: E402  (as above)


@pytest.fixture(autouse=True)
def _only_x(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


def test_a_server_that_dies_is_told_in_one_sentence_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with x_server() as server:
        monkeypatch.setenv("DISPLAY", server.name)
        desktop = XDesktop()
        desktop.press("left")
        desktop.key_down("ctrl")
        desktop.write("é")
        server.process.kill()
        server.process.wait()
        for deed in (
            lambda: desktop.move(Spot(1, 1)),
            desktop.position,
            lambda: desktop.press("right"),
            lambda: desktop.scroll(1),
            lambda: desktop.write("aé"),
            lambda: desktop.key_down("a"),
        ):
            with pytest.raises(DisplayGone, match=rf"the X server {server.name} has hung up"):
                deed()
        # What is gone holds nothing.
        desktop.release("left")
        desktop.key_up("ctrl")
        desktop.close()


def test_a_bridge_whose_server_died_can_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    with x_server() as server:
        monkeypatch.setenv("DISPLAY", server.name)
        bridge = PointerBridge()
        bridge.open()
        bridge.point(Pointer("press", 0.5, 0.5))
        server.process.kill()
        server.process.wait()
        with pytest.raises(DisplayGone):
            bridge.point(Pointer("type", text="a"))
        bridge.close()


def test_a_server_that_dies_unnoticed_does_not_keep_from_closing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with x_server() as server:
        monkeypatch.setenv("DISPLAY", server.name)
        desktop = XDesktop()
        desktop.write("é")
        server.process.kill()
        server.process.wait()
        desktop.close()


def test_what_the_server_refuses_is_told_once_or_raised_where_somebody_waits(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with x_server() as server:
        monkeypatch.setenv("DISPLAY", server.name)
        line = XLine()
        with line.asked() as display:
            for _ in range(3):
                # There is no key 3.
                display.change_keyboard_mapping(3, [(0x61,)])
            display.sync()
        assert caplog.messages == [f"pointer: the X server {server.name} answered BadValue"]
        with pytest.raises(DisplayRefused, match="answered BadAtom"), line.asked() as display:
            display.get_atom_name(99_999)
        line.close()


def test_who_swapped_the_buttons_of_the_mouse_still_gets_the_one_that_is_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with x_server() as server, Reader(server.name) as reader:
        monkeypatch.setenv("DISPLAY", server.name)
        reader.display.set_pointer_mapping([3, 2, 1, *range(4, 11)])
        desktop = XDesktop()
        desktop.press("left")
        # Swapped back while it is held: the same button of the mouse is let go.
        reader.display.set_pointer_mapping(range(1, 11))
        desktop.release("left")
        desktop.press("right")
        desktop.release("right")
        desktop.position()
        reader.look()
        assert reader.buttons == [1, 3]
        desktop.close()


# In a process of its own: Xlib remembers what the first server of a process can do, and leaves the
# line to one that refuses it to the garbage collector.
OPENING = """
import os, sys
from kinesics import PluginError
from kinesics_pointer.x_desktop import XDesktop
os.environ.pop("WAYLAND_DISPLAY", None)
os.environ["DISPLAY"] = sys.argv[1]
try:
    desktop = XDesktop()
except PluginError as error:
    print(type(error).__name__, error)
else:
    print(*desktop.screens)
    desktop.close()
"""


def opened(name: str) -> str:
    """What comes of opening this display."""
    return subprocess.run(
        [sys.executable, "-W", "ignore::ResourceWarning", "-c", OPENING, name],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_server_without_xtest_is_named_with_what_it_lacks() -> None:
    with x_server(800, 600, "-extension", "XTEST") as server:
        said = opened(server.name)
    assert said.startswith(f"NoDesktop the X server {server.name} lacks the extension XTEST")


def test_a_server_without_randr_is_one_screen() -> None:
    with x_server(640, 480, "-extension", "RANDR") as server:
        assert opened(server.name) == "Screen(left=0, top=0, width=640, height=480)\n"


@contextmanager
def no_server(words: bytes) -> Generator[str]:
    """Something else on the port of a display."""
    for number in range(100, 200):
        with contextlib.suppress(OSError):
            listener = socket.create_server(("127.0.0.1", 6000 + number))
            break
    else:
        raise OSError("no port of a display is free")

    def answer() -> None:
        line, _ = listener.accept()
        with line:
            line.recv(64)
            line.sendall(words)

    thread = threading.Thread(target=answer)
    thread.start()
    with listener:
        yield f"127.0.0.1:{number}"
        thread.join()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (b"", "Display connection closed by server"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "Display connection closed by server"),
        (b"\0\x0c\x0b\0\0\0\3\0Not for you!", "Not for you!"),
    ],
)
def test_what_is_no_server_or_lets_nobody_in_is_told_with_its_reason(
    words: bytes, why: str
) -> None:
    with no_server(words) as name:
        assert opened(name).startswith(f"NoDesktop the display {name} cannot be opened ({why});")


@pytest.mark.parametrize("name", [":98765", "nonsense", ":"])
def test_a_name_of_no_display_is_told(name: str) -> None:
    assert opened(name).startswith(f"NoDesktop the display {name} cannot be opened (")
