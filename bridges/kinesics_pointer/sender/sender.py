"""A sender: points at a desktop through its door, over whichever way answers best."""

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Literal, Self

import msgspec

from kinesics_pointer.sender.choice import FAILURES, Choice
from kinesics_pointer.sender.ways import (
    Address,
    Answer,
    TcpSender,
    UdpSender,
    Way,
    WebSocketSender,
)
from kinesics_pointer.sender.whys import (
    DoorRefused,
    DoorUnreachable,
    Why,
    WrongToken,
    address_of,
    unreachable,
    why_of,
)

log = logging.getLogger(__name__)

WayName = Literal["udp", "tcp", "websocket"]
Button = Literal["left", "right", "middle"]

HEARTBEAT_S = 0.5
CONNECT_S = 4.0
PATIENCE_S = 0.4
"""How long to wait for an answer before another try."""
RETRY_S = 0.05

KINDS: dict[WayName, Callable[[Address], Way]] = {
    "udp": UdpSender,
    "tcp": TcpSender,
    "websocket": WebSocketSender,
}


class Sender:
    """Safe for threads.  Every call returns when the door has taken it, or raises.

    Whatever clicks, types or presses is sent again, on another way if need be, until the door
    has answered; the door does it once.  A move that is lost is not: the next one is newer.
    """

    def __init__(
        self,
        host: str,
        token: str,
        *,
        udp_port: int | None = 4743,
        websocket_port: int | None = 4743,
        tcp_port: int | None = 4744,
        give_up_s: float = 5.0,
    ) -> None:
        """A port that is None closes that way.  `give_up_s` is for what must not be lost."""
        session = secrets.randbits(64)
        ports: dict[WayName, int | None] = {
            "udp": udp_port,
            "tcp": tcp_port,
            "websocket": websocket_port,
        }
        self._host = host
        self._addresses: dict[str, Address] = {
            name: address_of(host, port, token, session)
            for name, port in ports.items()
            if port is not None
        }
        self._ways: dict[str, Way] = {
            name: KINDS[name](self._addresses[name]) for name in ports if name in self._addresses
        }
        self._choice = Choice(self._ways, time.monotonic())
        self._give_up_s = give_up_s
        self._numbers = 0
        self._whys: dict[str, Why] = {}
        """What went wrong last, of ways that have not answered well since."""
        self._asked = set[str]()
        self._lock = threading.Lock()
        self._learned = threading.Condition(self._lock)
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch, args=(name,), name=f"sender:{name}", daemon=True)
            for name in self._ways
        ]
        for thread in self._threads:
            thread.start()

    @property
    def way(self) -> str | None:
        """The one that is used now."""
        return self._choice.best

    @property
    def whys(self) -> Mapping[str, str]:
        """What went wrong on each way, until it answers well again."""
        with self._lock:
            return {name: why.words for name, why in self._whys.items()}

    @property
    def latencies_s(self) -> Mapping[str, float]:
        """The median of the latest answers on each way that is up."""
        with self._lock:
            records = self._choice.records
            return {name: records[name].median_s for name in self._choice.order()}

    def connect(self, within_s: float = CONNECT_S) -> None:
        """Return when a way answers; raises DoorUnreachable or WrongToken as soon as none will.

        Nobody needs to call it first; it is for those who want to know.
        """
        with self._learned:
            self._learned.wait_for(lambda: self._choice.best or self._is_hopeless(), within_s)
            if self._choice.best is None:
                raise self._unreachable()

    def move(self, x: float, y: float) -> bool:
        """False if nobody has answered; the next move will do.  A wrong token is raised."""
        try:
            _check(self._try(*self._message("move", (x, y), {}), insist=False))
        except WrongToken:
            raise
        except DoorUnreachable:
            return False
        return True

    def click(self, x: float, y: float, button: Button = "left") -> None:
        self.send("click", (x, y), {"button": button})

    def double_click(self, x: float, y: float, button: Button = "left") -> None:
        self.send("double_click", (x, y), {"button": button})

    def press(self, x: float, y: float, button: Button = "left") -> None:
        """Begin to drag."""
        self.send("press", (x, y), {"button": button})

    def release(self, x: float, y: float, button: Button = "left") -> None:
        self.send("release", (x, y), {"button": button})

    def scroll(self, lines: float) -> None:
        """Up is positive."""
        self.send("scroll", None, {"amount": lines})

    def type(self, text: str) -> None:
        self.send("type_text", None, {"text": text})

    def key(self, keys: str) -> None:
        """Such as `enter` or `ctrl+c`."""
        self.send("key_combo", None, {"keys": keys})

    def wave(self) -> None:
        self.send("wave")

    def send(
        self,
        action: str,
        position: tuple[float, float] | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> None:
        """Any action; sent until it is answered, done once."""
        _check(self._try(*self._message(action, position, metadata or {}), insist=True))

    def close(self) -> None:
        self._closed.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_S + 1.0)
        for way in self._ways.values():
            way.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _message(
        self,
        action: str,
        position: tuple[float, float] | None,
        metadata: Mapping[str, object],
    ) -> tuple[bytes, str]:
        payload: dict[str, object] = {"action": action, "metadata": metadata}
        if position is not None:
            payload["position"] = position
        number = self._number()
        message = {"type": "gesture_command", "id": number, "payload": payload}
        return msgspec.json.encode(message), number

    def _number(self) -> str:
        with self._lock:
            self._numbers += 1
            return f"{self._numbers}"

    def _try(self, message: bytes, number: str, *, insist: bool) -> Answer:
        """The first answer, if need be on one way after the other until it is time to give up."""
        give_up_at = time.monotonic() + self._give_up_s
        with self._learned:
            # The first heartbeats tell which ways there are at all.
            self._learned.wait_for(self._is_known, PATIENCE_S)
        while not self._closed.is_set():
            with self._lock:
                order = self._choice.order()
                if not order and self._is_locked():
                    break
            answer = None
            if order:
                with contextlib.suppress(OSError):
                    answer = self._ask(order[0], lambda way: way.ask(message, number, PATIENCE_S))
            if answer is not None and not answer.retry:
                return answer
            if not insist or time.monotonic() >= give_up_at:
                break
            if answer is not None or not order:
                self._closed.wait(RETRY_S)
        with self._lock:
            raise self._unreachable()

    # These four are for those who hold the lock.

    def _is_known(self) -> bool:
        return self._choice.best is not None or len(self._asked) == len(self._ways)

    def _is_locked(self) -> bool:
        """Whether no way answers, and a door says that the token is why."""
        all_failed = len(self._whys) == len(self._ways)
        return all_failed and any(why.is_token for why in self._whys.values())

    def _is_hopeless(self) -> bool:
        """Whether every way has failed, and one more try would not change that."""
        records = self._choice.records
        return all(
            name in self._whys and (self._whys[name].is_certain or one.failed >= FAILURES)
            for name, one in records.items()
        )

    def _unreachable(self) -> DoorUnreachable:
        others = {
            name: Why(
                f"{at.place} answers" if name in self._asked else f"no answer from {at.place}"
            )
            for name, at in self._addresses.items()
        }
        return unreachable(self._host, others | self._whys)

    def _ask(self, name: str, ask: Callable[[Way], Answer]) -> Answer:
        began = time.monotonic()
        try:
            answer = ask(self._ways[name])
        except OSError as error:
            # A way that is gone is told by an error; one that is slow, by silence.
            gone = not isinstance(error, TimeoutError)
            with self._learned:
                self._asked.add(name)
                self._whys[name] = why_of(name, self._addresses[name], error)
                before = self._choice.best
                self._choice.failed(name, time.monotonic(), for_good=gone)
                self._tell(before)
            raise
        with self._learned:
            self._asked.add(name)
            self._whys.pop(name, None)
            if answer.error:
                self._whys[name] = Why(f"{self._addresses[name].place} says: {answer.error}")
            before, now = self._choice.best, time.monotonic()
            self._choice.answered(name, now - began, now)
            self._tell(before)
        return answer

    def _tell(self, before: str | None) -> None:
        self._learned.notify_all()
        if before != (best := self._choice.best):
            log.info("sender: over %s from now on; before: %s", best, before)

    def _watch(self, name: str) -> None:
        """Ask for signs of life; each way has a thread, so that none waits for another."""
        while not self._closed.is_set():
            with self._lock:
                due = self._choice.is_due(name, time.monotonic())
            if due:
                number = self._number()
                with contextlib.suppress(OSError):
                    self._ask(name, lambda way, number=number: way.beat(number, PATIENCE_S))
            self._closed.wait(HEARTBEAT_S)


def _check(answer: Answer) -> None:
    if not answer.ok:
        raise DoorRefused(answer.error)
