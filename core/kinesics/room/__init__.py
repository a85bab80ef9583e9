"""A plugin in a process of its own: the room in the house, and what lies beyond its door."""

from kinesics.room.room import Room

__all__ = ["Room"]
