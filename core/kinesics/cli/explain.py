"""`kinesics explain`: the graph that a config makes, and where each setting comes from."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kinesics.cli.run import add_set, find_config

if TYPE_CHECKING:
    from kinesics.config import Config, Table
    from kinesics.graph import Edge, Graph
    from kinesics.plugin import Plugin, PluginConfig


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("config", nargs="?", type=Path, help="as for `kinesics run`")
    add_set(parser)
    parser.add_argument("--mermaid", action="store_true", help="the graph as Mermaid text")


def run(given: argparse.Namespace) -> int:
    from kinesics.graph import graph_of, mermaid
    from kinesics.registry import Registry

    config = find_config(given.config, given.settings)
    registry = Registry()
    enabled = [table for table in config.tables.values() if table.enabled]
    plugins = {table.name: registry.build(table, config) for table in enabled}
    graph = graph_of((name, type(plugin)) for name, plugin in plugins.items())
    if given.mermaid:
        print(mermaid(graph))
        return 0
    print(f"{config.file or 'The built-in demo'}\n")
    for table in config.tables.values():
        if table.name in plugins:
            print("\n".join(_of_plugin(table, plugins[table.name], config, graph)))
        else:
            print(f"{table.kind} {table.name}: not enabled")
        print()
    print("\n".join(_remarks(graph)))
    return 0


def _of_plugin(
    table: "Table", plugin: "Plugin[PluginConfig]", config: "Config", graph: "Graph"
) -> Iterator[str]:
    """What it is, what it hears from whom, what it tells whom, how it is set."""
    kind = type(plugin)
    where = "a process of its own" if plugin.config.isolate else "a thread"
    yield f"{table.kind} {table.name}: {kind.__module__}:{kind.__qualname__}, in {where}"
    if purpose := (kind.__doc__ or "").strip().partition("\n")[0]:
        yield f"    {purpose}"
    for publisher, events in _by_neighbour((e.publisher, e) for e in graph.into(table.name)):
        yield f"    <- {publisher}: {events}"
    for handler, events in _by_neighbour((e.handler, e) for e in graph.out_of(table.name)):
        yield f"    -> {handler}: {events}"
    defaults: list[str] = []
    for key, value in plugin.config:
        if key in table.values:
            origin = config.origins.of((f"{table.kind}s", table.name, key))
            yield f"    {key} = {_short(value)}    ({origin})"
        else:
            defaults.append(f"{key} = {_short(value)}")
    yield f"    by default: {', '.join(defaults)}"


def _by_neighbour(edges: "Iterable[tuple[str, Edge]]") -> list[tuple[str, str]]:
    """For each neighbour its events, and in brackets how many unread ones are kept."""
    found: dict[str, list[str]] = {}
    for neighbour, edge in edges:
        found.setdefault(neighbour, []).append(f"{edge.event} [{edge.keep}]")
    return [(neighbour, ", ".join(events)) for neighbour, events in found.items()]


def _remarks(graph: "Graph") -> Iterator[str]:
    for plugin, event in graph.unheard:
        yield f"note: {plugin} publishes {event}, but nothing here handles it"
    for node in graph.nodes:
        unfed = [event for plugin, event in graph.unfed if plugin == node.name]
        if unfed:
            yield f"note: {node.name} handles {', '.join(unfed)}, but nothing here publishes that"


def _short(value: object) -> str:
    # A secret says of itself that it is one.
    text = repr(str(value)) if "Secret" in type(value).__name__ else repr(value)
    if isinstance(value, tuple) and len(text) > 60:
        return f"{len(value)} entries"  # pyright: ignore[reportUnknownArgumentType]  (of anything)
    return text if len(text) <= 60 else text[:57] + "..."
