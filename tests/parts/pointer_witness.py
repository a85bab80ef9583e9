"""Another client of an X server, who sees what the pointer and the keyboard do, for the tests."""

import importlib
from typing import Any, Self

from Xlib import XK, X

from waiting import wait_until

WIDTH, HEIGHT = 800, 600
"""Of the screen."""

display: Any = importlib.import_module("Xlib.display")  # its types know less than it can do
rq: Any = importlib.import_module("Xlib.protocol.rq")


class Witness:
    """A client of the X server: a window over the whole screen that notes what happens to it."""

    def __init__(self, name: str) -> None:
        self.display: Any = display.Display(name)
        self.root: Any = self.display.screen().root
        mask = X.ButtonPressMask | X.ButtonReleaseMask | X.KeyPressMask | X.KeyReleaseMask
        self.window: Any = self.root.create_window(
            *(0, 0, WIDTH, HEIGHT, 0, X.CopyFromParent), event_mask=mask | X.StructureNotifyMask
        )
        self.window.map()
        while self.display.next_event().type != X.MapNotify:
            continue
        self.display.set_input_focus(self.window, X.RevertToParent, X.CurrentTime)
        self.display.sync()
        self.seen: list[str] = []
        self.sent: list[bool] = []
        """Of each event whether a program says that it is not from the keyboard or mouse."""

    def pointer(self) -> tuple[int, int]:
        place = self.root.query_pointer()
        return place.root_x, place.root_y

    def held(self) -> int:
        """The buttons that are down now."""
        return self.root.query_pointer().mask & (X.Button1Mask | X.Button2Mask | X.Button3Mask)

    def push(self, x: int, y: int) -> None:
        """Move the pointer, as its user does."""
        self.root.warp_pointer(x, y)
        self.display.sync()

    def monitor(self, name: str, left: int, width: int, height: int) -> int:
        """Make a part of the screen look like a screen of its own."""
        atom = self.display.intern_atom(name)
        # The request of python-xlib for this cannot be packed.
        flags, sizes = ("primary", "automatic"), ("width", "height")
        fields = (
            *(rq.Card8("opcode"), rq.Opcode(43), rq.RequestLength(), rq.Window("window")),
            *(rq.Card32("name"), *map(rq.Bool, flags), rq.Card16("outputs")),
            *(rq.Int16("x"), rq.Int16("y"), *map(rq.Card16, sizes)),
            *(rq.Card32("width_in_mm"), rq.Card32("height_in_mm")),
        )
        request: Any = type("SetMonitor", (rq.Request,), {"_request": rq.Struct(*fields)})
        request(
            display=self.display.display,
            opcode=self.display.display.get_extension_major("RANDR"),
            window=self.root,
            name=atom,
            primary=left == 0,
            automatic=False,
            outputs=0,
            x=left,
            y=0,
            width=width,
            height=height,
            width_in_mm=100,
            height_in_mm=100,
        )
        self.display.sync()
        return atom

    def wait_for(self, *wanted: str) -> None:
        """Wait until these are all that was seen since the last time."""

        def look() -> bool:
            while self.display.pending_events():
                self._note(self.display.next_event())
            return self.seen[: len(wanted)] == list(wanted)

        try:
            wait_until(look)
        finally:
            self.was, self.seen = self.seen, []
        assert self.was == list(wanted)

    def _note(self, event: Any) -> None:
        self.sent.append(bool(event.send_event))
        match event.type:
            case X.ButtonPress:
                held = "ctrl+" if event.state & X.ControlMask else ""
                self.seen.append(f"{held}press {event.detail}")
            case X.ButtonRelease:
                self.seen.append(f"release {event.detail}")
            case X.KeyPress:
                shifted = 1 if event.state & X.ShiftMask else 0
                symbol = self.display.keycode_to_keysym(event.detail, shifted)
                held = "ctrl+" if event.state & X.ControlMask else ""
                self.seen.append(f"{held}key {name_of(symbol)}")
            case _:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.display.close()


def name_of(symbol: int) -> str:
    for group in ("latin1", "miscellany"):
        XK.load_keysym_group(group)
    names = {getattr(XK, name): name[3:] for name in vars(XK) if name.startswith("XK_")}
    return chr(symbol) if symbol < 0x100 else names.get(symbol, hex(symbol))
