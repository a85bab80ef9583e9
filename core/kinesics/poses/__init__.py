"""Poses: the channels of a body, and what they are in the bones of an avatar."""

from kinesics.poses.channels import (
    CHANNELS,
    EMOTIONS,
    MOUTH_SHAPES,
    REST,
    Channel,
    clamped,
)
from kinesics.poses.clip import Clip, ClipError, parse_clip
from kinesics.poses.frames import FrameCache, Frames
from kinesics.poses.humanoid import Humanoid, Quaternion, humanoid, mirrored
from kinesics.poses.library import CLIP_NAMES, load_clips

__all__ = [
    "CHANNELS",
    "CLIP_NAMES",
    "EMOTIONS",
    "MOUTH_SHAPES",
    "REST",
    "Channel",
    "Clip",
    "ClipError",
    "FrameCache",
    "Frames",
    "Humanoid",
    "Quaternion",
    "clamped",
    "humanoid",
    "load_clips",
    "mirrored",
    "parse_clip",
]
