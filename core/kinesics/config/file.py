"""The configuration: a TOML file, environment variables over it, `--set` over both."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import pydantic

from kinesics.config.origins import Origins, validated
from kinesics.errors import ConfigError, nearest

FILE = "kinesics.toml"
PREFIX = "KINESICS__"
GROUPS = ("plugins", "bridges", "monitor")
TOP = (*GROUPS, "bindings")

Kind = Literal["plugin", "bridge"]


class MonitorConfig(pydantic.BaseModel):
    """The table `[monitor]`."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    publish: bool = True
    """Whether `kinesics top` can look in from another terminal of this machine."""
    port: int = pydantic.Field(default=5570, ge=1, le=65525)
    """The first of ten ports of which it takes one that is free."""


class Table(NamedTuple):
    """One `[plugins.NAME]` or `[bridges.NAME]`."""

    kind: Kind
    name: str
    use: str
    """`module:Class`, or empty: then the installed plugin of that name."""
    enabled: bool
    values: Mapping[str, Any]


class Config(NamedTuple):
    """What should run, and where each word of it was written."""

    file: Path | None
    tables: Mapping[str, Table]
    monitor: MonitorConfig
    origins: Origins


def load_config(
    text: str,
    name: str,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    settings: Iterable[str] = (),
) -> Config:
    """Read the TOML `text`, which errors call `name`, and what overrides it."""
    values = _parse(text, name)
    origins = Origins(name, text)
    for path, value, origin in _from_environment(environment or {}):
        _override(values, path, value, origin)
        origins.note(path, origin)
    for path, value, origin in _from_settings(settings):
        _override(values, path, value, origin)
        origins.note(path, origin)
    for key in values:
        if key not in TOP:
            raise ConfigError(
                f"{origins.of((key,))}: unknown table {key!r}{nearest(key, TOP)}; a config has"
                " [plugins.NAME], [bridges.NAME], [[bindings]] and [monitor]"
            )
    if (rules := values.pop("bindings", None)) is not None:
        _add_rules(values, rules, origins)
    tables = _tables(values, origins)
    return Config(file, tables, _monitor(values.get("monitor", {}), origins), origins)


def read_config(
    file: Path, environment: Mapping[str, str] | None = None, settings: Iterable[str] = ()
) -> Config:
    """Read a config file."""
    try:
        # Some editors begin a file with a mark of its encoding.
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(f"{file}: no such file; `kinesics init` makes one") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
    return load_config(text, file.name, file.resolve(), environment, settings)


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_toml_words(str(error), text, name)) from error
    except RecursionError as error:
        raise ConfigError(f"{name}: not valid TOML: too many brackets in each other") from error


def _toml_words(error: str, text: str, name: str) -> str:
    """What the parser says, with the line itself and, where it can be told, the remedy."""
    lines = text.splitlines() or [""]
    if place := re.search(r"\(at line (\d+), column (\d+)\)", error):
        number, column = int(place[1]), int(place[2])
    else:
        number, column = len(lines), len(lines[-1])
    line = lines[min(number, len(lines)) - 1]
    what = error.partition(" (at ")[0]
    if "overwrite" in what or "twice" in what:
        key = line.partition("=")[0].strip() or line.strip()
        what = f"{key!r} stands here for the second time; keep one of them"
    return f"{name}:{number}: not valid TOML: {what}\n    {line}\n    {' ' * (column - 1)}^"


def _add_rules(values: dict[str, Any], rules: object, origins: Origins) -> None:
    """Hand `[[bindings]]` to the plugin of that name, beside what its own table says."""
    plugins = _table_in(values, ("plugins",), origins)
    bindings = _table_in(plugins, ("plugins", "bindings"), origins)
    if "rules" in bindings:
        raise ConfigError(
            f"{origins.of(('bindings',))}: [[bindings]] are the rules of [plugins.bindings],"
            " which has rules of its own; keep one of them"
        )
    bindings["rules"] = rules


def _table_in(values: dict[str, Any], path: tuple[str, ...], origins: Origins) -> dict[str, Any]:
    """The table whose name is the last of `path`, made if need be."""
    inner = values.setdefault(path[-1], {})
    if not isinstance(inner, dict):
        where = ".".join(path)
        raise ConfigError(f"{origins.of(path)}: {where} is a value; write it as a table, [{where}]")
    return cast("dict[str, Any]", inner)  # TOML's keys are text


def _from_environment(
    environment: Mapping[str, str],
) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    for variable, text in environment.items():
        if variable.startswith(PREFIX):
            path = tuple(variable[len(PREFIX) :].lower().split("__"))
            yield path, _value(text), f"environment variable {variable}"


def _from_settings(settings: Iterable[str]) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not key.strip():
            raise ConfigError(
                f"--set {setting}: write it as --set plugins.NAME.key=value, such as"
                " --set plugins.performer.loop=false"
            )
        yield tuple(part.strip() for part in key.split(".")), _value(text), f"--set {setting}"


def _value(text: str) -> object:
    """As TOML would read it; what is not valid TOML is text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _override(values: dict[str, Any], path: tuple[str, ...], value: object, origin: str) -> None:
    group = path[0] if path else ""
    if len(path) < 2 or not all(path) or group not in GROUPS:
        near = "" if group in TOP else nearest(group, GROUPS)
        raise ConfigError(
            f"{origin}: {'.'.join(path)} is no setting; it begins with plugins.NAME, bridges.NAME"
            f" or monitor{near}"
        )
    table = values
    for part in path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"{origin}: {part!r} is a value, not a table")
        table = cast("dict[str, Any]", inner)
    table[path[-1]] = value


def _tables(values: Mapping[str, Any], origins: Origins) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    groups: tuple[tuple[str, Kind], ...] = (("plugins", "plugin"), ("bridges", "bridge"))
    for group, kind in groups:
        named = values.get(group, {})
        if not isinstance(named, dict):
            raise ConfigError(f"{origins.of((group,))}: write [{group}.NAME], one for each {kind}")
        for name, inside in cast("dict[str, Any]", named).items():
            path = (group, name)
            if not isinstance(inside, dict):
                raise ConfigError(
                    f"{origins.of(path)}: {name!r} stands in no table;"
                    f" write [{group}.NAME] above it"
                )
            if name in tables:
                raise ConfigError(
                    f"{origins.of(path)}: there is a plugin and a bridge named {name!r};"
                    " give one of them another name, and say with `use` what it is"
                )
            tables[name] = _table(kind, name, cast("dict[str, Any]", inside), origins)
    return tables


def _table(kind: Kind, name: str, inside: Mapping[str, Any], origins: Origins) -> Table:
    values = dict(inside)
    use, enabled = values.pop("use", ""), values.pop("enabled", True)
    path = (f"{kind}s", name)
    if not isinstance(use, str):
        raise ConfigError(f'{origins.of((*path, "use"))}: use = {use!r}: expected "module:Class"')
    if not isinstance(enabled, bool):
        raise ConfigError(
            f"{origins.of((*path, 'enabled'))}: enabled = {enabled!r}: expected true or false"
        )
    return Table(kind, name, use, enabled, values)


def _monitor(values: Mapping[str, Any], origins: Origins) -> MonitorConfig:
    return validated(MonitorConfig, values, origins, ("monitor",))
