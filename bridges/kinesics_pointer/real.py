"""This machine's own desktop: which of the two ways leads to it."""

import sys

from kinesics_pointer.no_desktop import missing

try:
    if sys.platform in ("win32", "darwin"):
        from kinesics_pointer.pynput_desktop import PynputDesktop as RealDesktop
    else:
        from kinesics_pointer.x_desktop import XDesktop as RealDesktop
except ModuleNotFoundError as error:
    raise missing(error) from error

__all__ = ["RealDesktop"]
