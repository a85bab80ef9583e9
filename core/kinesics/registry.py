"""From the name of a plugin to its class; imports only what is asked for."""

import importlib
import importlib.metadata
import inspect
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from kinesics.bridge import Bridge
from kinesics.config import Config, Table, validated
from kinesics.errors import (
    ContractError,
    MissingPart,
    PluginError,
    UnknownPlugin,
    nearest,
    words,
)
from kinesics.plugin import Plugin, PluginConfig

GROUP = "kinesics.plugins"

AnyPlugin = Plugin[PluginConfig]


class Entry(NamedTuple):
    """One installed plugin, not imported."""

    name: str
    target: str
    """As `module:Class`."""
    distribution: str
    extras: tuple[str, ...]


def installed() -> list[Entry]:
    """All plugins that are installed, from the metadata of their packages alone."""
    return [
        Entry(point.name, point.value.partition(" ")[0], point.dist.name, tuple(point.extras))
        for point in importlib.metadata.entry_points(group=GROUP)
        if point.dist is not None
    ]


class Registry:
    """Finds plugin classes by name."""

    def __init__(self, entries: Iterable[Entry] | None = None) -> None:
        self.entries = sorted(installed() if entries is None else entries)

    def find(self, name: str, use: str = "") -> type[AnyPlugin]:
        """The class of the installed plugin `name`, or the one that `use` names."""
        if use:
            return _plugin_class(use, f"use = {use!r}", f"the package of {use.partition(':')[0]}")
        named = [entry for entry in self.entries if entry.name == name]
        if not named:
            raise UnknownPlugin(self._unknown(name))
        if len(named) > 1:
            both = " and ".join(f"{one.distribution} ({one.target})" for one in named)
            raise PluginError(
                f"two installed packages have a plugin named {name!r}: {both};"
                ' uninstall one, or choose with use = "module:Class"'
            )
        (entry,) = named
        extras = f"[{','.join(entry.extras)}]" if entry.extras else ""
        return _plugin_class(
            entry.target, f"plugin {name!r}", f'pip install "{entry.distribution}{extras}"'
        )

    def build(self, table: Table, config: Config) -> AnyPlugin:
        """The plugin that a table of the config asks for, with its settings checked."""
        path = (f"{table.kind}s", table.name)
        origin = config.origins.of((*path, "use") if table.use else path)
        try:
            found = self.find(table.name, table.use)
        except PluginError as error:
            raise type(error)(f"{origin}: {error}") from error
        is_bridge = issubclass(found, Bridge)
        if is_bridge != (table.kind == "bridge"):
            right = "bridges" if is_bridge else "plugins"
            raise ContractError(
                f"{origin}: {found.__name__} is a {'bridge' if is_bridge else 'plugin'};"
                f" write [{right}.{table.name}]"
            )
        settings = validated(found.config_type, table.values, config.origins, path)
        try:
            return found(settings)
        except (Exception, SystemExit) as error:
            raise PluginError(
                f"{origin}: {table.name}: __init__() failed: {words(error)};"
                " mend the plugin, or set enabled = false to start without it"
            ) from error

    def _unknown(self, name: str) -> str:
        names = [entry.name for entry in self.entries]
        return (
            f"no plugin named {name!r}{nearest(name, names)}; installed: {', '.join(names)};"
            ' one of your own is named with use = "module:Class"'
        )


def _plugin_class(target: str, who: str, remedy: str) -> type[AnyPlugin]:
    module_name, colon, class_name = target.partition(":")
    if not colon or not class_name:
        raise ContractError(f'{who}: write it as "module:Class"')
    module = _import(module_name, who, remedy)
    found = getattr(module, class_name, None)
    classes = _plugin_classes(module)
    if found is None:
        raise ContractError(
            f"{who}: {module_name} has no {class_name}{nearest(class_name, classes)};"
            f" plugins in there: {', '.join(classes) or 'none'}"
        )
    if not inspect.isclass(found) or not issubclass(found, Plugin):
        raise ContractError(f"{who}: {target} is no plugin; derive it from kinesics.Plugin")
    return cast("type[AnyPlugin]", found)  # of whatever config, which is one of PluginConfig


def _import(module: str, who: str, remedy: str) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name == module.partition(".")[0]:
            raise UnknownPlugin(
                f"{who}: no module {module!r} beside the config, nor among what is installed"
            ) from error
        raise MissingPart(
            f"{who} needs the library {error.name!r}, which is not installed: {remedy}"
        ) from error
    except (Exception, SystemExit) as error:
        raise PluginError(f"{who}: {module} cannot be imported: {words(error)}") from error


def _plugin_classes(module: object) -> list[str]:
    return [
        name
        for name, thing in vars(module).items()
        if inspect.isclass(thing)
        and issubclass(thing, Plugin)
        and thing.__module__ == getattr(module, "__name__", "")
    ]
