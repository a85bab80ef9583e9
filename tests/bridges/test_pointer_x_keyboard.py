"""The keyboard of a real X server: what is typed is what another client of it reads.

Needs Xvfb (Debian: `apt install xvfb`), and python-xlib from the extra `pointer`.
"""

import string
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis.strategies import characters, integers, lists, sampled_from, text

from x_server import XVFB, x_server

pytest.importorskip("Xlib", reason="needs python-xlib: kinesics[pointer]")
pytestmark = pytest.mark.skipif(XVFB is None, reason="needs Xvfb: apt install xvfb")

from Xlib import X  # noqa: E402  (after it is known to be there)

from kinesics_pointer.keys import NAMED  # noqa: E402  (as above)
from kinesics_pointer.x_desktop import XDesktop  # noqa: E402  (as above)
from kinesics_pointer.x_keys import (  # noqa: E402  (as above)
    CAPS_LOCK,
    NAMED_SYMBOLS,
    SHIFT,
    character_of,
    key_map,
    symbol_of,
)
from kinesics_pointer.x_spare_keys import Pauses  # noqa: E402  (as above)
from pointer_reader import Reader  # noqa: E402  (as above)

NONE = Pauses(0.0, 0.0)
PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with x_server() as one:
        yield one.name


@pytest.fixture(scope="module")
def whole_reader(server: str) -> Iterator[Reader]:
    with Reader(server) as one:
        yield one


@pytest.fixture
def reader(whole_reader: Reader) -> Iterator[Reader]:
    """With the keyboard that is sold most."""
    whole_reader.use_layout("us", "-option")
    whole_reader.forget()
    yield whole_reader
    whole_reader.forget()


@pytest.fixture(scope="module")
def whole_desktop(server: str) -> Iterator[XDesktop]:
    with pytest.MonkeyPatch.context() as patch:
        one = desktop_on(server, patch)
    yield one
    one.close()


@pytest.fixture
def desktop(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[XDesktop]:
    one = desktop_on(server, monkeypatch)
    yield one
    one.close()


def desktop_on(server: str, patch: pytest.MonkeyPatch, pauses: Pauses = NONE) -> XDesktop:
    """Without pauses: the reader has read all before anything else is typed."""
    patch.setenv("DISPLAY", server)
    patch.delenv("WAYLAND_DISPLAY", raising=False)
    return XDesktop(pauses)


@settings(max_examples=25, deadline=None)
@given(text(characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=16))
def test_what_is_typed_is_what_arrives(
    whole_desktop: XDesktop, whole_reader: Reader, typed: str
) -> None:
    whole_desktop.write(typed)
    whole_reader.wait_for(typed)


def test_capitals_and_signs_need_nothing_but_the_keys_that_are_there(
    desktop: XDesktop, reader: Reader
) -> None:
    before = reader.rows()
    desktop.write(PRINTABLE)
    reader.wait_for(PRINTABLE)
    assert reader.rows() == before


def test_what_is_on_the_third_level_of_a_key_is_typed_with_alt_gr(
    desktop: XDesktop, reader: Reader
) -> None:
    reader.use_layout("de")
    before = reader.rows()
    desktop.write("@€{[]}\\~|²µäÖß")
    reader.wait_for("@€{[]}\\~|²µäÖß")
    assert reader.rows() == before


def test_without_alt_gr_the_same_is_typed_with_borrowed_keys(
    desktop: XDesktop, reader: Reader
) -> None:
    desktop.write("@€²µäÖß é漢🙂é")
    reader.wait_for("@€²µäÖß é漢🙂é")


def test_what_a_text_borrows_is_there_before_its_first_key_is_pressed(
    desktop: XDesktop, reader: Reader
) -> None:
    desktop.write("aéb漢c字ñ")
    reader.wait_for_keys(*map(symbol_of, "aéb漢c字ñ"))
    assert len(reader.changed_after) == 4
    assert set(reader.changed_after) == {0}


def test_borrowed_keys_are_given_back(server: str, reader: Reader) -> None:
    before = reader.rows()
    with pytest.MonkeyPatch.context() as patch:
        desktop = desktop_on(server, patch)
    desktop.write("é漢")
    desktop.key_down("f20")
    assert len([row for row, was in zip(reader.rows(), before, strict=True) if row != was]) == 3
    desktop.close()
    assert reader.rows() == before


def test_the_layout_in_use_writes_its_own_letters_and_borrows_those_of_the_other(
    desktop: XDesktop, reader: Reader
) -> None:
    reader.use_layout("us,ru", "-option", "grp:menu_toggle")
    desktop.write("abc")
    reader.wait_for("abc")
    reader.tap(reader.key(0xFE08))
    assert reader.mask() >> 13 == 1
    reader.forget()
    before = reader.rows()
    desktop.write("Привет, Ё")
    reader.wait_for("Привет, Ё")
    assert reader.rows() == before
    desktop.write("мир abc")
    reader.wait_for("мир abc")
    key = reader.key(ord("v"))
    desktop.key_down("v")
    desktop.key_up("v")
    # The key of a shortcut is the one that has its letter in the first layout.
    reader.wait_for_keys(reader.rows()[key - 8][2])
    reader.tap(reader.key(0xFE08))


def test_caps_lock_does_not_turn_a_text_around_and_stays_on(
    desktop: XDesktop, reader: Reader
) -> None:
    reader.tap(reader.key(CAPS_LOCK))
    assert reader.mask() & X.LockMask
    reader.forget()
    desktop.write("aBé")
    reader.wait_for("aBé")
    assert reader.mask() & X.LockMask
    reader.tap(reader.key(CAPS_LOCK))
    assert not reader.mask() & X.LockMask


@pytest.mark.parametrize("name", ["shift", "ctrl", "alt", "cmd", "alt_gr"])
def test_what_is_held_meanwhile_does_not_change_a_text(
    desktop: XDesktop, reader: Reader, name: str
) -> None:
    reader.hold(reader.key(NAMED_SYMBOLS[name]))
    reader.forget()
    desktop.write("ab1é")
    reader.wait_for_keys(*map(ord, "ab1é"))
    assert [state & 0xFF for state in reader.states] == [0] * 4


def test_more_letters_than_spare_keys_arrive_in_order(
    server: str, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 64)))
    desktop = desktop_on(server, monkeypatch, Pauses())

    def typing() -> None:
        for at in range(0, len(letters), 16):
            desktop.write(letters[at : at + 16])

    thread = threading.Thread(target=typing)
    thread.start()
    reader.wait_for(letters)
    thread.join()
    desktop.close()


def test_a_borrowed_key_keeps_its_letter_for_a_while_before_another_is_changed(
    server: str, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = desktop_on(server, monkeypatch, Pauses(after_use_s=0.2, after_change_s=0.0))
    desktop.write("é")
    desktop.write("漢")
    reader.wait_for_keys(symbol_of("é"), symbol_of("漢"))
    first_ms, second_ms = reader.times_ms
    assert second_ms - first_ms > 100
    desktop.close()


def test_a_layout_that_is_changed_meanwhile_is_noticed(desktop: XDesktop, reader: Reader) -> None:
    for layout in ("us", "fr", "de", "us"):
        reader.use_layout(layout)
        desktop.write("Qaz@yé漢")
        reader.wait_for("Qaz@yé漢")


def test_every_key_that_has_a_name_arrives_whether_the_keyboard_has_it_or_not(
    desktop: XDesktop, reader: Reader
) -> None:
    for name in (*NAMED, "caps_lock"):
        desktop.key_down(name)
        desktop.key_up(name)
    reader.wait_for_keys(*(NAMED_SYMBOLS[name] for name in (*NAMED, "caps_lock")))
    assert reader.mask() == 0


def test_a_key_with_shift_holds_shift_unless_it_is_held_already(
    desktop: XDesktop, reader: Reader
) -> None:
    for keys in (("ctrl", "+"), ("ctrl", "shift", "+")):
        for key in keys:
            desktop.key_down(key)
        desktop.key_up("+")
        reader.wait_for_keys(NAMED_SYMBOLS["ctrl"], SHIFT, ord("+"))
        assert bool(reader.mask() & X.ShiftMask) == ("shift" in keys)
        for key in keys:
            desktop.key_up(key)
        desktop.position()
        assert reader.states[-1] == X.ControlMask | X.ShiftMask
        assert reader.mask() == 0
        reader.forget()


def test_a_key_that_is_pressed_twice_is_pressed_once(desktop: XDesktop, reader: Reader) -> None:
    desktop.key_down("shift")
    desktop.key_down("shift")
    desktop.key_up("shift")
    desktop.key_up("shift")
    reader.wait_for_keys(SHIFT)
    assert reader.mask() == 0


def test_what_is_no_letter_is_refused_and_what_stands_before_it_is_typed(
    desktop: XDesktop, reader: Reader
) -> None:
    with pytest.raises(ValueError, match=r"cannot write U\+000A; the rest is left out"):
        desktop.write("ab\ncd")
    reader.wait_for("ab")


def test_a_keyboard_without_a_spare_key_says_what_it_cannot_write(
    desktop: XDesktop, reader: Reader
) -> None:
    for code, row in enumerate(reader.rows(), 8):
        if not any(row):
            reader.display.change_keyboard_mapping(code, [(0xFFEE,)])
    reader.display.sync()
    with pytest.raises(ValueError, match=r"cannot write U\+6F22"):
        desktop.write("a漢")
    with pytest.raises(ValueError, match="'f20', and no spare one"):
        desktop.key_down("f20")
    desktop.key_up("f20")
    reader.wait_for("a")


# What is on the keys


@given(
    lists(lists(sampled_from([0, *map(ord, "aAbB12é"), 0x6C1, 0x20AC, SHIFT, 0xFE03]), max_size=7)),
    integers(0, 1),
)
def test_the_key_of_a_character_has_it(rows: list[list[int]], layout: int) -> None:
    known = key_map(8, rows, [])
    for character in "aAbB12é\u0430€":
        if key := known.key_of(character, layout):
            row = rows[key.code - 8]
            offset = (4 if key.level3 else 0) + 2 * layout + key.shift
            assert character_of(row[offset]) == character


@given(characters(exclude_categories=("Cc", "Cs")))
def test_the_symbol_of_a_character_writes_it(character: str) -> None:
    assert character_of(symbol_of(character)) == character
