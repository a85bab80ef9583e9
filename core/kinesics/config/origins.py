"""Where each word of the configuration was written, and errors that say so."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, get_args

import pydantic
import pydantic_core

from kinesics.config.lines import KeyPath, key_lines, line_of
from kinesics.errors import ConfigError, nearest

Model = TypeVar("Model", bound=pydantic.BaseModel)


class Origins:
    """Tells where a key was set: a line of a file, an environment variable, a `--set`."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = key_lines(text)
        self._others: dict[KeyPath, str] = {}

    def note(self, path: KeyPath, origin: str) -> None:
        """Remember that something else than the file has set `path`."""
        self._others[path] = origin

    def of(self, path: KeyPath) -> str:
        """In words that stand in front of an error."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._others:
                return self._others[path[:end]]
        if not self.stands_in_file(path):
            for other, origin in self._others.items():
                if other[: len(path)] == path:
                    return origin
        line = self.line(path)
        return f"{self._name}:{line}" if line else self._name

    def stands_in_file(self, path: KeyPath) -> bool:
        return any(key[: len(path)] == path for key in self._lines)

    def line(self, path: KeyPath) -> int:
        """Of the file, counted from 1; 0 where nothing around `path` stands in it."""
        # The user writes [[bindings]], which the plugin `bindings` calls its rules.
        if path[:3] == ("plugins", "bindings", "rules"):
            path = ("bindings", *path[3:])
        return line_of(self._lines, path) or 0


def validated(
    model: type[Model], values: Mapping[str, Any], origins: Origins, path: KeyPath
) -> Model:
    """`model` from the table at `path`; raises ConfigError with a line for each mistake."""
    try:
        return model.model_validate(values)
    except pydantic.ValidationError as error:
        errors = sorted(error.errors(), key=lambda one: origins.line((*path, *one["loc"])))
        lines = [_words(one, model, origins, path) for one in errors]
        raise ConfigError("\n".join(lines)) from error


def _words(
    error: pydantic_core.ErrorDetails,
    model: type[pydantic.BaseModel],
    origins: Origins,
    path: KeyPath,
) -> str:
    where = (*path, *error["loc"])
    if "url" not in error:
        # Not one of pydantic's own: whoever made it has said what is wrong with what.
        return f"{origins.of(where)}: {error['msg']}"
    start = f"{origins.of(where)}: {dotted(where)}"
    if error["type"] == "extra_forbidden":
        known = _keys_beside(model, error["loc"])
        near = nearest(str(where[-1]), known)
        return f"{start}: unknown key{near}; known here: {', '.join(sorted(known))}"
    if error["type"] == "missing":
        return f"{start}: is missing"
    what = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    what = what.replace("should be", "expected")
    given = error["input"]
    if error["type"] == "value_error":
        return f"{start}: {what}"
    return f"{start} = {given!r}: {what}"


def dotted(path: KeyPath) -> str:
    """As a user would write it: plugins.bindings.rules[2].when."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)[1:]


def _keys_beside(model: type[pydantic.BaseModel], location: KeyPath) -> list[str]:
    """The keys that are known where an unknown one stands, also deep inside a model."""
    for step in location[:-1]:
        if isinstance(step, str) and step in model.model_fields:
            inner = next(_models_in(model.model_fields[step].annotation), None)
            model = inner or model
    return list(model.model_fields)


def _models_in(annotation: object) -> Iterator[type[pydantic.BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, pydantic.BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
