"""A module that breaks when it is imported, for the tests."""

RATIO = 1 / 0
