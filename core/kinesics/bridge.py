"""What a bridge is: a plugin with a body at its other end."""

from kinesics.plugin import C, Plugin


class Bridge(Plugin[C]):
    """A plugin whose other end is a body: an avatar, a robot, a terminal."""

    takes_screen: bool = False
    """Whether it draws on the whole terminal, where a line of the log would be lost."""
