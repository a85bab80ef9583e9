"""The graph: read from the classes alone."""

from collections.abc import Iterator

from kinesics import Event, Frame, Gesture, Plugin, PluginConfig, Say, on
from kinesics.graph import graph_of, mermaid, published_by


class Eye(Plugin[PluginConfig]):
    """Sees."""

    def events(self) -> Iterator[Frame]:
        yield from ()


class Mind(Plugin[PluginConfig]):
    """Thinks."""

    @on(Frame)
    def think(self, _: Frame) -> Iterator[Gesture | Say | None]:
        yield None

    @on(Gesture)
    def anything(self, _: Gesture) -> Event | None: ...


GRAPH = graph_of([("eye", Eye), ("mind", Mind)])


def test_what_a_plugin_publishes_is_read_from_its_annotations() -> None:
    assert published_by(Eye) == (Frame,)
    assert published_by(Mind) == (Gesture, Say)


def test_an_edge_goes_from_publisher_to_handler_with_its_bound() -> None:
    assert [tuple(edge) for edge in GRAPH.edges] == [
        ("eye", "Frame", "mind", 1),
        ("mind", "Gesture", "mind", 256),
    ]


def test_what_nobody_handles_or_publishes_is_told() -> None:
    assert GRAPH.unheard == (("mind", "Say"),)
    assert graph_of([("mind", Mind)]).unfed == (("mind", "Frame"),)


def test_mermaid_draws_every_edge() -> None:
    assert mermaid(GRAPH).splitlines() == [
        "flowchart LR",
        "    eye[eye]",
        "    mind[mind]",
        '    eye -->|"Frame [1]"| mind',
        '    mind -->|"Gesture"| mind',
        '    mind -.->|"Say"| nobody_mind_Say((nobody))',
    ]
