"""The middleware's end of the wire to a body: `Link`."""

from kinesics.link.link import Link, LinkState

__all__ = ["Link", "LinkState"]
