"""A body in the terminal: a small robot that moves, looks and talks in characters."""

from kinesics_terminal.bridge import Terminal, TerminalConfig

__all__ = ["Terminal", "TerminalConfig"]
