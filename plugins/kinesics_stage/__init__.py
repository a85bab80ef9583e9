"""The single writer of the body: makes one pose of all wishes."""

from kinesics_stage.plugin import Stage, StageConfig

__all__ = ["Stage", "StageConfig"]
