"""Answers the lines of clients: who may drive, what was seen before, what each command did.

No socket in here.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from kinesics.errors import CommandError, nearest, words
from kinesics.wire import (
    BUSY,
    MAX_ERRORS,
    MAX_NAME,
    MAX_SEQ,
    PROTOCOL,
    WRITER_SILENT_S,
    CommandLine,
    Greeting,
    Reply,
    Wrong,
    too_deep,
)

log = logging.getLogger(__name__)

Apply = Callable[[str, Mapping[str, Any]], None]
"""Does one command; raises CommandError, in words for who sent it, if it cannot."""

MOST_SESSIONS = 16
MOST_SESSION_NAME = 64
PROTOCOL_WORDS = ("hello", "ping", "batch")


class Guest:
    """One connection, as far as its rights go."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = Session()
        self.greeted = False
        self.leaves = False
        """Nothing more is taken from it."""


class Session:
    """What outlives a connection: how far the batches of one client have come."""

    def __init__(self) -> None:
        self.seen = 0
        self.guest: Guest | None = None
        """Whose it is now; None between two connections."""


class Member(msgspec.Struct, gc=False):
    """A command of a batch, strictly."""

    command: str
    data: dict[str, Any] = {}  # Any: each command has data of its own


class Members(msgspec.Struct, gc=False):
    commands: list[Member]


class Suspects(msgspec.Struct):
    """A batch of which at least one member is no command."""

    commands: list[msgspec.Raw]


class Desk:
    """All methods are called on one thread."""

    def __init__(self, apply: Apply, commands: frozenset[str], token: str) -> None:
        self.writer: Guest | None = None
        self.hellos = self.lines = self.batches = self.commands = self.refused = 0
        self._apply = apply
        self._known = commands
        self._token = token.encode()
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._heard_at = 0.0
        """When the writer said anything."""
        self._decode_line = msgspec.json.Decoder(CommandLine).decode
        self._decode_members = msgspec.json.Decoder(Members).decode

    def answer(self, guest: Guest, line: bytes) -> Reply:
        """Do what a line asks for; sets `leaves` of a guest that must go."""
        self.lines += 1
        if guest is self.writer:
            self._heard_at = time.monotonic()
        try:
            told = self._parse(line)
        except CommandError as error:
            # A page in a browser can send this to any port; its next lines would be commands.
            guest.leaves = line.endswith((b" HTTP/1.1", b" HTTP/1.0"))
            return self._unwelcome(guest) or refusal(str(error))
        if told.command == "hello":
            return self._greet(guest, told)
        if unwelcome := self._unwelcome(guest):
            return unwelcome
        if told.command == "ping":
            return Reply(ok=True, count=1, id=told.id)
        if not self._may_write(guest):
            return refusal(BUSY, seq=told.seq, number=told.id)
        if told.command == "batch":
            return self._take_batch(guest, told)
        error = self._do(told.command, _decode_data(told.data))
        return _reply(1, [] if error is None else [Wrong(0, error)], number=told.id)

    def leave(self, guest: Guest) -> None:
        """The connection is closed."""
        if self.writer is guest:
            self.writer = None
        if guest.session.guest is guest:
            guest.session.guest = None

    def _parse(self, line: bytes) -> CommandLine:
        """Raises CommandError if it is no line of ours."""
        try:
            line.decode()
            if too_deep(line):
                raise CommandError("it is nested too deep")
            return self._decode_line(line)
        except RecursionError:
            raise CommandError("it is nested too deep") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"not a line of this protocol: {error}") from error

    def _greet(self, guest: Guest, told: CommandLine) -> Reply:
        try:
            greeting = msgspec.json.decode(told.data, type=Greeting)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return self._unwelcome(guest) or refusal(f"not a hello: {error}")
        if self._token and not _is_same(greeting.token.encode(), self._token):
            guest.leaves = True
            log.warning("%s: wrong token", guest.address)
            return refusal("wrong token")
        if greeting.protocol != PROTOCOL:
            guest.leaves = True
            return refusal(f"protocol {greeting.protocol} is not spoken here, {PROTOCOL} is")
        if len(greeting.session.encode()) > MOST_SESSION_NAME:
            return refusal(f"the name of a session has at most {MOST_SESSION_NAME} bytes")
        guest.greeted = True
        self.hellos += 1
        if greeting.session:
            self._join(guest, greeting.session)
        return Reply(ok=True, count=0, seen=guest.session.seen)

    def _join(self, guest: Guest, name: str) -> None:
        """The session goes on here, and nowhere else."""
        session = self._sessions.pop(name, None) or Session()
        self._sessions[name] = session
        older = session.guest
        guest.session.guest = None
        session.guest, guest.session = guest, session
        if older is not None and older is not guest:
            older.leaves = True
            if self.writer is older:
                self.writer = guest
        # Who is connected is not forgotten, however many come and go.
        gone = [key for key, one in self._sessions.items() if one.guest is None]
        for key in gone[: max(0, len(gone) - MOST_SESSIONS)]:
            del self._sessions[key]

    def _unwelcome(self, guest: Guest) -> Reply | None:
        if not self._token or guest.greeted:
            return None
        guest.leaves = True
        return refusal("say hello with the token first")

    def _may_write(self, guest: Guest) -> bool:
        if self.writer is not guest:
            now = time.monotonic()
            if self.writer is not None and now - self._heard_at < WRITER_SILENT_S:
                return False
            self.writer, self._heard_at = guest, now
        return True

    def _take_batch(self, guest: Guest, told: CommandLine) -> Reply:
        if told.seq is not None:
            if not 0 < told.seq <= MAX_SEQ:
                return refusal(f"batches are numbered from 1 to {MAX_SEQ}")
            if told.seq <= guest.session.seen:
                return Reply(ok=True, count=0, seq=told.seq)
            guest.session.seen = told.seq
        self.batches += 1
        try:
            members = self._members(told.data)
        except CommandError as error:
            return refusal(str(error), seq=told.seq)
        errors: list[Wrong] = []
        for index, one in enumerate(members):
            error = one if isinstance(one, str) else self._try(one.command, one.data, len(errors))
            if error is not None:
                errors.append(Wrong(index, error))
        self.commands += len(members) - len(errors)
        self.refused += len(errors)
        return _reply(len(members), errors, seq=told.seq)

    def _members(self, data: msgspec.Raw) -> Sequence[Member | str]:
        """The commands of a batch, and words about those that are none; raises CommandError."""
        try:
            return self._decode_members(data).commands
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _suspects(data)

    def _do(self, command: str, data: dict[str, Any] | str) -> str | None:
        """Apply one command; returns what is wrong with it."""
        error = data if isinstance(data, str) else self._try(command, data)
        if error is None:
            self.commands += 1
        else:
            self.refused += 1
        return error

    def _try(self, command: str, data: Mapping[str, Any], errors: int = 0) -> str | None:
        if command not in self._known and (why := self._unknown(command, errors)):
            return why
        try:
            self._apply(command, data)
        except CommandError as error:
            return str(error)
        except Exception as error:
            log.exception("%s failed", command[:MAX_NAME])
            return f"failed: {words(error)}"
        return None

    def _unknown(self, command: str, errors: int) -> str | None:
        if command in PROTOCOL_WORDS:
            return f"{command!r} has no place in a batch"
        if not self._known:
            return None
        if errors >= MAX_ERRORS:
            return "unknown"
        short = command[:MAX_NAME]
        return f"unknown command {short!r}{nearest(short, self._known)}"


def refusal(error: str, seq: int | None = None, number: int | None = None) -> Reply:
    """Nothing of the line was applied."""
    return Reply(ok=False, count=0, seq=seq, id=number, errors=(Wrong(0, error),))


def _reply(
    count: int, errors: list[Wrong], seq: int | None = None, number: int | None = None
) -> Reply:
    applied, named = count - len(errors), tuple(errors[:MAX_ERRORS])
    return Reply(ok=not errors, count=applied, seq=seq, id=number, errors=named)


def _is_same(one: bytes, other: bytes) -> bool:
    # Loaded only where somebody asks for a token: it keeps `import kinesics` short.
    import hmac

    return hmac.compare_digest(one, other)


def _suspects(data: msgspec.Raw) -> list[Member | str]:
    try:
        suspects = msgspec.json.decode(data, type=Suspects).commands
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"not a batch: {error}") from error
    members: list[Member | str] = []
    for suspect in suspects:
        try:
            members.append(msgspec.json.decode(suspect, type=Member))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            members.append(f"not a command: {error}")
    return members


def _decode_data(data: msgspec.Raw) -> dict[str, Any] | str:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return f"not the data of a command: {error}"
