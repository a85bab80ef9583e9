"""`kinesics plugins`: what is installed, what it turns into what, and what it lacks."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")


def run(given: argparse.Namespace) -> int:
    from kinesics.bridge import Bridge
    from kinesics.graph import published_by
    from kinesics.registry import PluginError, Registry

    registry = Registry()
    rows: list[dict[str, object]] = []
    for name in dict.fromkeys(entry.name for entry in registry.entries):
        try:
            kind = registry.find(name)
        except PluginError as error:
            rows.append({"name": name, "ready": False, "why": str(error)})
            continue
        rows.append(
            {
                "name": name,
                "ready": True,
                "kind": "bridge" if issubclass(kind, Bridge) else "plugin",
                "what": (kind.__doc__ or "").strip().partition("\n")[0],
                "handles": [handler.event.__name__ for handler in kind.handlers],
                "publishes": [event.__name__ for event in published_by(kind)],
                "settings": list(kind.config_type.model_fields),
            }
        )
    if given.json:
        import json

        print(json.dumps(rows, indent=2))
    else:
        _print(rows)
    return 0


def _print(rows: list[dict[str, object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("name", "kind", "what it does", "handles", "publishes"):
        table.add_column(column, overflow="fold")
    for row in rows:
        if row["ready"]:
            lists = (", ".join(map(str, _list(row[key]))) for key in ("handles", "publishes"))
            table.add_row(f"[bold]{row['name']}", str(row["kind"]), str(row["what"]), *lists)
        else:
            table.add_row(f"[bold]{row['name']}", "[red]not ready", str(row["why"]), "", "")
    Console().print(table)


def _list(thing: object) -> list[object]:
    return list(thing) if isinstance(thing, list) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  (made of names above)
