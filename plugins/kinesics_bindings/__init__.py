"""Turns facts into wishes by the user's `[[bindings]]`, with no code."""

from kinesics_bindings.config import BindingsConfig, Rule
from kinesics_bindings.plugin import Bindings

__all__ = ["Bindings", "BindingsConfig", "Rule"]
