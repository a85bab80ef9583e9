"""Points at a desktop from another program or machine."""

from kinesics_pointer.sender.sender import Sender
from kinesics_pointer.sender.whys import BadDoor, DoorRefused, DoorUnreachable, WrongToken

__all__ = ["BadDoor", "DoorRefused", "DoorUnreachable", "Sender", "WrongToken"]
