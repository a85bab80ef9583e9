"""A link that meets a body which talks nonsense, or nothing."""

import pytest

from links import link_to
from odd_body import HELLO, WELCOME, OddBody
from waiting import wait_until

ODD = {
    "garbage": ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "none of ours"),
    "another protocol": ((b'{"type":"hello","protocol":2}\n',), "protocol 2"),
    "a reply first": ((WELCOME,), "did not say hello"),
    "no welcome": ((HELLO, HELLO), "did not answer our hello"),
    "a refusal": (
        (HELLO, b'{"type":"reply","ok":false,"count":0,"errors":[{"index":0,"error":"full"}]}\n'),
        "full",
    ),
    "not utf-8": ((HELLO, b'{"type":"reply","ok":true,"\xff":1}\n'), "hello|none of ours"),
    "deep": ((b"[" * 9000 + b"\n",), "none of ours"),
    "an endless line": ((b"x" * 1_100_000,), "more than"),
    "garbage after the welcome": ((HELLO, WELCOME, b"what?\n"), "none of ours"),
}


@pytest.mark.parametrize(("words", "why"), ODD.values(), ids=ODD.keys())
def test_a_body_that_talks_nonsense_is_left_and_tried_again(
    words: tuple[bytes, ...], why: str
) -> None:
    odd = OddBody(*words)
    with link_to(odd.port) as link:
        link.append("wave")
        wait_until(lambda: odd.guests >= 3)
        wait_until(lambda: any(part in link.state.why for part in why.split("|")))
    odd.close()


def test_a_body_that_hangs_up_in_the_middle_of_its_hello_is_tried_again() -> None:
    odd = OddBody(HELLO[:10], hangs_up=True)
    with link_to(odd.port) as link:
        wait_until(lambda: odd.guests >= 3)
        assert not link.state.connected
    odd.close()


def test_a_body_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinesics.link.limits.SILENT_S", 0.2)
    monkeypatch.setattr("kinesics.link.limits.HEARTBEAT_S", 0.05)
    odd = OddBody(HELLO, WELCOME)
    with link_to(odd.port) as link:
        wait_until(lambda: odd.guests >= 2)
        wait_until(lambda: "said nothing" in link.state.why)
    odd.close()
