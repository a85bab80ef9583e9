"""What can go wrong in the house; every message names the offender and the remedy."""

from collections.abc import Iterable
from pathlib import Path


class KinesicsError(Exception):
    """Base of all errors that Kinesics raises on purpose."""


class ConfigError(KinesicsError, ValueError):
    """The configuration cannot be used as it stands."""


class PluginError(KinesicsError):
    """A plugin cannot be loaded or started, or breaks the contract."""


class UnknownPlugin(PluginError, LookupError):
    """No plugin of that name is installed."""


class MissingPart(PluginError, ImportError):
    """A plugin is there, but a library that it needs is not."""


class ContractError(PluginError, TypeError):
    """A plugin class is not written as the contract asks for."""


class RoomError(KinesicsError, RuntimeError):
    """A plugin cannot live in a process of its own."""


class LinkError(KinesicsError, ConnectionError):
    """A body does not speak as docs/wire.md has it, or hung up."""


class LinkTimeout(LinkError, TimeoutError):
    """A body did not answer in time."""


class CommandError(KinesicsError, ValueError):
    """A body cannot do what a command asks for; its words go into the answer."""


def words(error: BaseException) -> str:
    """What an error says, and the line from which it comes."""
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError):
        return text
    # Loaded only where something went wrong, as below: it keeps `import kinesics` short.
    import traceback

    # An import that fails ends deep inside Python's own machinery.
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith("<frozen")
    ]
    return f"{text} ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else text


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence part that helps after a typo: `; did you mean 'wave'?`, or nothing."""
    import difflib

    words = {word.lower(): word for word in known}
    close = difflib.get_close_matches(name.lower(), words, n=1)
    return f"; did you mean {words[close[0]]!r}?" if close else ""
