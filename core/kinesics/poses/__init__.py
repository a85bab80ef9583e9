"""Poses: the channels of a body, and what they are in the bones of an avatar."""

from kinesics.poses.channels import (
    CHANNELS,
    EMOTIONS,
    MOUTH_SHAPES,
    REST,
    Channel,
    clamped,
)
from kinesics.poses.humanoid import Humanoid, Quaternion, humanoid, mirrored

__all__ = [
    "CHANNELS",
    "EMOTIONS",
    "MOUTH_SHAPES",
    "REST",
    "Channel",
    "Humanoid",
    "Quaternion",
    "clamped",
    "humanoid",
    "mirrored",
]
