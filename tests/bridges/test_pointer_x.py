"""The pointer on a real X server, seen by another client of it.

Needs Xvfb (Debian: `apt install xvfb`), and python-xlib from the extra `pointer`.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinesics_pointer.sender import Sender
from waiting import wait_until
from x_server import XVFB, x_server

pytest.importorskip("Xlib", reason="needs python-xlib: kinesics[pointer]")
pytestmark = pytest.mark.skipif(XVFB is None, reason="needs Xvfb: apt install xvfb")

from Xlib import X  # noqa: E402  (after it is known to be there)

from pointer_witness import HEIGHT, WIDTH, Witness  # noqa: E402  (as above)

TOKEN = "only for this test run"  # noqa: S105  (of the house under test)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The name of a display of our own."""
    with x_server(WIDTH, HEIGHT) as one:
        yield one.name


@pytest.fixture(scope="module")
def witness(server: str) -> Iterator[Witness]:
    with Witness(server) as one:
        yield one


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def sender(
    server: str, witness: Witness, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sender]:
    """Somebody at the door of a whole house that has this display."""
    port, folder = free_port(), tmp_path_factory.mktemp("house")
    config = folder / "kinesics.toml"
    config.write_text(
        f"""
        [bridges.pointer]
        door = true
        door_token = "{TOKEN}"
        door_transports = ["tcp"]
        tcp_port = {port}
        fail_safe_pause_s = 0.3
        give_way_s = 0.3
        dead_zone = 0.0
        acts_per_s = 200
        """
    )
    with (
        run(config, server, folder / "log") as house,
        Sender("127.0.0.1", TOKEN, tcp_port=port, udp_port=None, websocket_port=None) as one,
    ):
        wait_until(lambda: one.move(0.5, 0.5) or house.poll() is not None)
        wait_until(lambda: witness.pointer() == (400, 300))
        yield one
        house.terminate()


def run(config: Path, server: str, log: Path, **more: str) -> "subprocess.Popen[bytes]":
    """Open a house; what it says is in `log`."""
    environment = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
    code = "import sys; from kinesics.cli.main import main; sys.exit(main())"
    with log.open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-c", code, "run", str(config)],
            env={**environment, "DISPLAY": server, **more},
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=config.parent,
        )


def test_a_move_is_seen_by_the_x_server(sender: Sender, witness: Witness) -> None:
    for x, y in ((0.5, 0.5), (1.0, 1.0), (0.0, 1.0), (0.25, 0.125)):
        sender.move(x, y)
        spot = (round(x * (WIDTH - 1)), round(y * (HEIGHT - 1)))
        wait_until(lambda spot=spot: witness.pointer() == spot)


def test_clicks_of_each_button_are_seen(sender: Sender, witness: Witness) -> None:
    sender.click(0.5, 0.5)
    sender.click(0.5, 0.5, "middle")
    sender.click(0.5, 0.5, "right")
    witness.wait_for(
        *("press 1", "release 1", "press 2", "release 2", "press 3", "release 3"),
    )
    sender.double_click(0.5, 0.5)
    witness.wait_for(*("press 1", "release 1") * 2)


def test_a_drag_holds_the_button_all_the_way(sender: Sender, witness: Witness) -> None:
    sender.press(0.2, 0.2)
    sender.move(0.8, 0.8)
    wait_until(lambda: witness.pointer() == (639, 479))
    assert witness.held() == X.Button1Mask
    sender.release(0.8, 0.8)
    witness.wait_for("press 1", "release 1")
    assert witness.held() == 0


def test_scrolling_and_zooming_are_seen(sender: Sender, witness: Witness) -> None:
    sender.scroll(2)
    witness.wait_for(*("press 4", "release 4") * 2)
    sender.scroll(-1)
    witness.wait_for("press 5", "release 5")
    sender.send("zoom", None, {"direction": "out"})
    witness.wait_for("key Control_L", "ctrl+press 5", "release 5")


def test_text_is_typed_as_by_the_keyboard(sender: Sender, witness: Witness) -> None:
    witness.sent.clear()
    sender.type("aZ9 !@")
    witness.wait_for(
        *("key a", "key Shift_L", "key Z", "key 9", "key  "),
        *("key Shift_L", "key !", "key Shift_L", "key @"),
    )
    # Terminals ignore what a program says of itself.
    assert not any(witness.sent)


def test_letters_that_the_keyboard_lacks_are_typed_too(sender: Sender, witness: Witness) -> None:
    symbols: list[int] = []

    def are_read() -> bool:
        while witness.display.pending_events():
            event = witness.display.next_event()
            if event.type == X.MappingNotify:
                witness.display.refresh_keyboard_mapping(event)
            elif event.type == X.KeyPress:
                symbols.append(witness.display.keycode_to_keysym(event.detail, 0))
        return len(symbols) >= 2

    sender.type("é漢")
    wait_until(are_read)
    # Beyond Latin-1 a symbol is the number of the character, and one bit.
    assert symbols == [0xE9, 0x0100_6F22]


def test_keys_are_pressed_together(sender: Sender, witness: Witness) -> None:
    sender.key("ctrl+c")
    witness.wait_for("key Control_L", "ctrl+key c")
    sender.key("enter")
    witness.wait_for("key Return")
    sender.key("f5")
    witness.wait_for("key F5")


def test_the_pointer_pushed_into_the_corner_stops_all_and_releases_what_is_held(
    sender: Sender, witness: Witness
) -> None:
    sender.press(0.5, 0.5)
    witness.wait_for("press 1")
    witness.push(0, 0)
    witness.wait_for("release 1")
    for _ in range(5):
        sender.move(0.7, 0.7)
        sender.click(0.3, 0.3)
    assert witness.pointer() == (0, 0)
    witness.push(200, 200)

    def works_again() -> bool:
        sender.move(0.5, 0.5)
        return witness.pointer() == (400, 300)

    wait_until(works_again)
    witness.wait_for()


def test_who_moves_the_mouse_is_given_way(sender: Sender, witness: Witness) -> None:
    sender.move(0.5, 0.5)
    wait_until(lambda: witness.pointer() == (400, 300))
    witness.push(100, 100)
    sender.move(0.9, 0.9)
    assert witness.pointer() == (100, 100)

    def goes_on() -> bool:
        sender.move(0.9, 0.9)
        return witness.pointer() == (719, 539)

    wait_until(goes_on)


def test_a_house_that_is_closed_releases_what_it_held(
    server: str, witness: Witness, tmp_path: Path
) -> None:
    port, config = free_port(), tmp_path / "kinesics.toml"
    door = f'door = true\ndoor_token = "{TOKEN}"\ntcp_port = {port}\ndoor_transports = ["tcp"]'
    config.write_text(f"[bridges.pointer]\n{door}\n")
    with (
        run(config, server, tmp_path / "log") as house,
        Sender("127.0.0.1", TOKEN, tcp_port=port, udp_port=None, websocket_port=None) as one,
    ):
        one.press(0.5, 0.5)
        wait_until(lambda: witness.held() == X.Button1Mask)
        house.terminate()
        assert house.wait(20) in (0, 130, 143)
        assert witness.held() == 0
    witness.wait_for("press 1", "release 1")


def test_the_second_of_two_screens_can_be_pointed_at(server: str, witness: Witness) -> None:
    code = """
from kinesics import Pointer
from kinesics_pointer import PointerBridge, PointerBridgeConfig
for screen in (1, 2):
    bridge = PointerBridge(PointerBridgeConfig(screen=screen))
    bridge.open()
    bridge.point(Pointer("move", 1.0, 1.0))
    bridge.close()
    print(input())
"""
    names = [witness.monitor("one", 0, 400, 600), witness.monitor("two", 400, 400, 300)]
    with subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "DISPLAY": server},
        stdin=subprocess.PIPE,
        text=True,
    ) as pointing:
        assert pointing.stdin is not None
        for corner in ((399, 599), (799, 299)):
            wait_until(lambda corner=corner: witness.pointer() == corner)
            pointing.stdin.write("\n")
            pointing.stdin.flush()
    for name in names:
        witness.root.xrandr_delete_monitor(name)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"DISPLAY": ""}, "there is no display: DISPLAY is not set"),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": "wayland-0"}, "speaks Wayland only"),
        ({"DISPLAY": ":98765"}, "the display :98765 cannot be opened"),
    ],
)
def test_without_a_display_the_house_says_what_to_do(
    server: str, tmp_path: Path, more: dict[str, str], says: str
) -> None:
    config, log = tmp_path / "kinesics.toml", tmp_path / "log"
    config.write_text("[bridges.pointer]\n")
    with run(config, server, log, **more) as house:
        assert house.wait(20) != 0
    said = " ".join(log.read_text().split())
    assert says in said
    assert "dry_run = true" in said


def test_a_dry_run_needs_no_display_and_no_xlib(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["Xlib"] = None
from kinesics import Pointer
from kinesics.testing import play
from kinesics_pointer import PointerBridge, PointerBridgeConfig
import logging
logging.basicConfig(level="INFO", stream=sys.stdout, format="%(message)s")
play(PointerBridge(PointerBridgeConfig(dry_run=True)), Pointer("click", 0.5, 0.5))
try:
    play(PointerBridge(), Pointer("click", 0.5, 0.5))
except ImportError as error:
    print(error)
"""
    environment = {**os.environ, "DISPLAY": ":98765"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    told = done.stdout.splitlines()
    assert [line.partition("would ")[2] for line in told[:3]] == [
        "move to 960, 540",
        "press left at 960, 540",
        "release left at 960, 540",
    ]
    assert 'pip install "kinesics[pointer]"' in told[-1]
