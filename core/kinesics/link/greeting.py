"""How a link and a body meet: both say hello, before anything else is under way."""

import socket
import time
from collections.abc import Iterator

from kinesics.errors import LinkError, LinkTimeout
from kinesics.wire import (
    PROTOCOL,
    Greeting,
    Hello,
    Lines,
    Reply,
    decode_answer,
    encode_greeting,
)

GREETING_S = 2.0
"""Within which a body must have said hello and answered ours."""
CHUNK = 65_536


def greet(line: socket.socket, lines: Lines, session: str, token: str) -> tuple[Hello, int]:
    """What the body says about itself, and the last batch that it has applied."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    answers = _answers(line, lines)
    hello = next(answers)
    if not isinstance(hello, Hello):
        raise LinkError("it did not say hello first")
    if hello.protocol != PROTOCOL:
        raise LinkError(f"it speaks protocol {hello.protocol}, this is {PROTOCOL}")
    if hello.token and not token:
        raise LinkError("it asks for a token; set one in the config")
    greeting = Greeting(session=session, token=token if hello.token else "")
    line.sendall(encode_greeting(greeting))
    reply = next(answers)
    if not isinstance(reply, Reply):
        raise LinkError("it did not answer our hello")
    if not reply.ok or reply.seen is None:
        raise LinkError(reply.errors[0].error if reply.errors else "it did not answer our hello")
    return hello, reply.seen


def heard(lines: Lines, chunk: bytes) -> list[Hello | Reply]:
    """What a body said with these bytes; raises LinkError where it is none of ours."""
    try:
        return [decode_answer(one) for one in lines.feed(chunk)]
    except (ValueError, RecursionError) as error:
        raise LinkError(f"it says what is none of ours ({error})") from error


def _answers(line: socket.socket, lines: Lines) -> Iterator[Hello | Reply]:
    deadline = time.monotonic() + GREETING_S
    while (left_s := deadline - time.monotonic()) > 0.0:
        line.settimeout(left_s)
        try:
            chunk = line.recv(CHUNK)
        except TimeoutError:
            break
        if not chunk:
            raise LinkError("it hung up")
        yield from heard(lines, chunk)
    raise LinkTimeout(f"it said no whole line within {GREETING_S:g} s")


def in_words(error: Exception) -> str:
    """Why there is no connection, for who reads the log."""
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__
