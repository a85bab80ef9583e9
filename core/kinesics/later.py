"""Names that are imported when they are first asked for: it keeps `import kinesics` short."""

import importlib
from collections.abc import Callable, Mapping


def later(names: Mapping[str, str]) -> Callable[[str], object]:
    """A `__getattr__` for a module: each name, and the module that it comes from."""

    def find(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module 'kinesics' has no attribute {name!r}")
        return getattr(importlib.import_module(names[name]), name)

    return find
