"""A body's end of the wire: `Body` listens, and hands commands over in order, each once."""

from kinesics.body.body import Body, is_loopback
from kinesics.body.desk import Apply

__all__ = ["Apply", "Body", "is_loopback"]
