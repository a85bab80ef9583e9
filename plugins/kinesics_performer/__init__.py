"""Plays a script of gestures and phrases, where there is no camera and no microphone."""

from kinesics_performer.plugin import Performer, PerformerConfig, Step

__all__ = ["Performer", "PerformerConfig", "Step"]
