"""The contract: what a plugin class may look like, and what is refused at once."""

from collections.abc import AsyncIterator, Iterator

import numpy as np
import pydantic
import pytest

from kinesics import ContractError, Event, Frame, Gesture, Heard, Plugin, PluginConfig, Say, on
from kinesics.testing import FakeClock, Script, play


class GreeterConfig(PluginConfig):
    greeting: str = "Hello!"


class Greeter(Plugin[GreeterConfig]):
    """Says hello to a wave."""

    @on(Gesture)
    def greet(self, gesture: Gesture) -> Iterator[Say]:
        if gesture.name == "wave" and gesture.score > 0.6:
            yield Say(self.config.greeting)


def test_a_plugin_is_played_with_no_thread_and_no_bus() -> None:
    assert play(Greeter(), Gesture("wave"), Gesture("nod")) == [Say("Hello!")]


def test_a_handler_is_a_plain_function() -> None:
    greeter = Greeter(GreeterConfig(greeting="Hi"))
    assert [*greeter.greet(Gesture("wave"))] == [Say("Hi")]


def test_the_config_type_is_read_from_the_brackets() -> None:
    assert Greeter.config_type is GreeterConfig
    assert [handler.event for handler in Greeter.handlers] == [Gesture]


def test_a_plugin_may_derive_from_a_plugin() -> None:
    class Polite(Greeter):
        @on(Heard)
        def answer(self, _: Heard) -> Say:
            return Say(f"{self.config.greeting} Pardon?")

    assert Polite.config_type is GreeterConfig
    assert play(Polite(), Gesture("wave"), Heard("?")) == [Say("Hello!"), Say("Hello! Pardon?")]


def test_one_function_may_handle_two_types() -> None:
    class Ear(Plugin[PluginConfig]):
        @on(Gesture, Heard)
        def note(self, event: Event) -> Say:
            return Say(type(event).__name__)

    assert play(Ear(), Heard("x"), Gesture("y")) == [Say("Heard"), Say("Gesture")]


def test_on_refuses_what_is_no_event() -> None:
    with pytest.raises(ContractError, match="not an event"):
        on(str)  # pyright: ignore[reportArgumentType]  (the mistake under test)


def test_an_annotation_that_contradicts_on_is_refused() -> None:
    with pytest.raises(ContractError, match=r"@on\(Gesture\).*annotated Say"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            @on(Gesture)  # pyright: ignore[reportArgumentType]  (the mistake under test)
            def greet(self, say: Say) -> None: ...


def test_a_handler_annotated_with_a_non_event_is_refused() -> None:
    with pytest.raises(ContractError, match="annotated int"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            @on(Gesture)  # pyright: ignore[reportArgumentType]  (the mistake under test)
            def greet(self, number: "int") -> None: ...


def test_a_handler_without_a_parameter_is_refused() -> None:
    with pytest.raises(ContractError, match="takes self and one event"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            @on(Gesture)  # pyright: ignore[reportArgumentType]  (the mistake under test)
            def greet(self) -> None: ...


def test_an_async_handler_is_refused() -> None:
    with pytest.raises(ContractError, match="write def instead of async def"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            @on(Gesture)  # pyright: ignore[reportArgumentType]  (the mistake under test)
            async def greet(self, gesture: Gesture) -> None: ...


def test_an_async_source_is_refused() -> None:
    with pytest.raises(ContractError, match="write def instead of async def"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            async def events(  # pyright: ignore[reportIncompatibleMethodOverride]  (the mistake)
                self,
            ) -> AsyncIterator[Say]:
                yield Say("Hi")


def test_settings_are_checked_and_frozen() -> None:
    with pytest.raises(pydantic.ValidationError, match="greetin"):
        GreeterConfig.model_validate({"greetin": "Hi"})
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        GreeterConfig().greeting = "Hi"  # pyright: ignore[reportAttributeAccessIssue]  (the point)


def test_what_a_plugin_raises_comes_out_of_play() -> None:
    class Broken(Plugin[PluginConfig]):
        @on(Gesture)
        def fail(self, _: Gesture) -> None:
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        play(Broken(), Gesture("wave"))


def test_a_script_plays_on_time() -> None:
    clock = FakeClock()
    script = Script([(2.0, Heard("later")), (1.0, Gesture("wave"))])
    assert play(script, clock=clock) == [Gesture("wave"), Heard("later")]
    assert clock.now() == 2.0


def test_play_takes_only_so_many_events_of_an_endless_source() -> None:
    class Endless(Plugin[PluginConfig]):
        def events(self) -> Iterator[Gesture]:
            while True:
                yield Gesture("wave")

    assert len(play(Endless(), most=7)) == 7


def test_an_overridden_handler_is_still_a_handler() -> None:
    class Quiet(Greeter):
        def greet(self, gesture: Gesture) -> Iterator[Say]:
            yield Say("...")

    assert play(Quiet(), Gesture("wave")) == [Say("...")]


def test_a_handler_of_a_type_and_its_base_is_called_once() -> None:
    class Ear(Plugin[PluginConfig]):
        @on(Event, Gesture)
        def note(self, event: Event) -> Say:
            return Say(type(event).__name__)

    assert play(Ear(), Gesture("wave")) == [Say("Gesture")]


def test_a_handler_without_self_is_refused() -> None:
    with pytest.raises(ContractError, match="a plain method, with self"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            @staticmethod
            @on(Gesture)
            def greet(me: object, gesture: Gesture) -> None: ...


def test_a_handler_whose_event_must_be_named_is_refused() -> None:
    with pytest.raises(ContractError, match="takes self and one event"):

        class Wrong(Plugin[PluginConfig]):  # pyright: ignore[reportUnusedClass]
            @on(Gesture)  # pyright: ignore[reportArgumentType]  (the mistake under test)
            def greet(self, *, gesture: Gesture) -> None: ...


def test_arrays_can_be_played() -> None:
    class Bright(Plugin[PluginConfig]):
        @on(Frame)
        def look(self, frame: Frame) -> Say:
            return Say(str(frame.pixels.sum()))

    frame = Frame(np.ones((2, 2)))
    assert play(Bright(), frame, frame) == [Say("4.0"), Say("4.0")]
