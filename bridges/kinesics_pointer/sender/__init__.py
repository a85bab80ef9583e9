"""Points at a desktop from another program or machine."""

from kinesics_pointer.sender.sender import DoorRefused, DoorUnreachable, Sender

__all__ = ["DoorRefused", "DoorUnreachable", "Sender"]
