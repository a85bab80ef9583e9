"""What is said where there is no desktop to act on."""

from kinesics import MissingPart, PluginError

REMEDY = "or set dry_run = true to see what would be done"


class NoDesktop(PluginError, RuntimeError):
    """There is no desktop whose pointer could be moved."""


def missing(error: ModuleNotFoundError) -> MissingPart:
    """The same, in words that say what to install."""
    return MissingPart(
        f"the pointer needs the library {error.name!r}, which is not installed:"
        f' pip install "kinesics[pointer]", {REMEDY}'
    )
