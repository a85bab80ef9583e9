"""Who handles and who publishes what: the house as a drawing, read from the classes alone."""

import inspect
import typing
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kinesics.events import Event
from kinesics.plugin import Plugin, PluginConfig


class Node(NamedTuple):
    """One plugin: the names of the events that it handles and publishes."""

    name: str
    handles: tuple[str, ...]
    publishes: tuple[str, ...]


class Edge(NamedTuple):
    """An event on its way; `keep` is how many unread ones the inbox at its end holds."""

    publisher: str
    event: str
    handler: str
    keep: int


class Graph(NamedTuple):
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    unheard: tuple[tuple[str, str], ...]
    """Plugin and event, where nobody handles what is published."""
    unfed: tuple[tuple[str, str], ...]
    """Plugin and event, where nobody publishes what is handled."""

    def into(self, name: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.handler == name]

    def out_of(self, name: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.publisher == name]


def graph_of(plugins: Iterable[tuple[str, type[Plugin[PluginConfig]]]]) -> Graph:
    """The drawing of these named plugins."""
    named = list(plugins)
    publishes = {name: published_by(kind) for name, kind in named}
    handles = {name: tuple(handler.event for handler in kind.handlers) for name, kind in named}
    edges = tuple(
        Edge(publisher, event.__name__, handler, event.keep)
        for publisher, events in publishes.items()
        for event in events
        for handler, handled in handles.items()
        if any(issubclass(event, one) for one in handled)
    )
    heard = {(edge.publisher, edge.event) for edge in edges}
    fed = {(edge.handler, edge.event) for edge in edges}
    return Graph(
        nodes=tuple(Node(name, _names(handles[name]), _names(publishes[name])) for name in handles),
        edges=edges,
        unheard=tuple(
            (name, event)
            for name, events in publishes.items()
            for event in _names(events)
            if (name, event) not in heard
        ),
        unfed=tuple(
            (name, event)
            for name, events in handles.items()
            for event in _names(events)
            if (name, event) not in fed and event not in OF_THE_HOUSE
        ),
    )


OF_THE_HOUSE = frozenset({"Alert", "Event", "Report", "Stopped"})
"""Published by the house itself."""


def published_by(plugin: type[Plugin[PluginConfig]]) -> tuple[type[Event], ...]:
    """The events that its methods are annotated to give."""
    methods = [handler.method for handler in plugin.handlers]
    if plugin.is_source():
        methods.append("events")
    found: dict[type[Event], None] = {}
    for method in methods:
        try:
            hints = typing.get_type_hints(getattr(plugin, method))
        except (NameError, TypeError):
            # An annotation that exists for type checkers only tells nothing here.
            continue
        found.update(dict.fromkeys(_events_in(hints.get("return"))))
    return tuple(found)


def mermaid(graph: Graph) -> str:
    """The drawing as Mermaid text, which GitHub and many editors show as a picture."""
    lines = ["flowchart LR"]
    lines += [f"    {node.name}[{node.name}]" for node in graph.nodes]
    between: dict[tuple[str, str], list[str]] = {}
    for edge in graph.edges:
        label = edge.event if edge.keep == Event.keep else f"{edge.event} [{edge.keep}]"
        between.setdefault((edge.publisher, edge.handler), []).append(label)
    for (publisher, handler), labels in between.items():
        lines.append(f'    {publisher} -->|"{", ".join(labels)}"| {handler}')
    for plugin, event in graph.unheard:
        lines.append(f'    {plugin} -.->|"{event}"| nobody_{plugin}_{event}((nobody))')
    return "\n".join(lines)


def _events_in(annotation: object) -> Iterator[type[Event]]:
    # Who only says that it gives events tells nothing.
    if inspect.isclass(annotation) and issubclass(annotation, Event) and annotation is not Event:
        yield annotation
    for argument in typing.get_args(annotation):
        yield from _events_in(argument)


def _names(events: Iterable[type[Event]]) -> tuple[str, ...]:
    return tuple(event.__name__ for event in events)
