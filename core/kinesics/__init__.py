"""Kinesics gives software a body: plugins turn events into events, bridges move bodies.

A plugin is one class (`Plugin`), its settings (`PluginConfig`), and functions from one event to
other events (`@on`).  Below are all the words that it needs; `kinesics.testing` plays events to it.
"""

from typing import TYPE_CHECKING

from kinesics.bridge import Bridge
from kinesics.clock import Clock
from kinesics.envelope import Effect, Envelope
from kinesics.errors import (
    CommandError,
    ConfigError,
    ContractError,
    KinesicsError,
    LinkError,
    LinkTimeout,
    MissingPart,
    PluginError,
    UnknownPlugin,
    nearest,
)
from kinesics.events import (
    EXPRESSIONS,
    Alert,
    Array,
    Audio,
    Event,
    Express,
    Face,
    Frame,
    Gesture,
    Halt,
    Hand,
    Hands,
    Heard,
    Interrupt,
    Look,
    Mimic,
    MouthShape,
    Move,
    Object,
    Objects,
    Playing,
    Pointer,
    Pose,
    Report,
    Say,
    Sensed,
    Speech,
    Stopped,
    Talking,
)
from kinesics.later import later
from kinesics.monitor.span import figure, measure
from kinesics.plugin import Plugin, PluginConfig, on
from kinesics.poses import (
    CHANNELS,
    CLIP_NAMES,
    EMOTIONS,
    MOUTH_SHAPES,
    REST,
    Channel,
    Clip,
    ClipError,
    FrameCache,
    Frames,
    Humanoid,
    Quaternion,
    clamped,
    humanoid,
    load_clips,
    mirrored,
    parse_clip,
)
from kinesics.table import timing_table
from kinesics.wire import Hello, Reply

if TYPE_CHECKING:
    from kinesics.body import Body
    from kinesics.link import Link, LinkState

__getattr__ = later(
    {"Body": "kinesics.body", "Link": "kinesics.link", "LinkState": "kinesics.link"}
)

__all__ = [
    "CHANNELS",
    "CLIP_NAMES",
    "EMOTIONS",
    "EXPRESSIONS",
    "MOUTH_SHAPES",
    "REST",
    "Alert",
    "Array",
    "Audio",
    "Body",
    "Bridge",
    "Channel",
    "Clip",
    "ClipError",
    "Clock",
    "CommandError",
    "ConfigError",
    "ContractError",
    "Effect",
    "Envelope",
    "Event",
    "Express",
    "Face",
    "Frame",
    "FrameCache",
    "Frames",
    "Gesture",
    "Halt",
    "Hand",
    "Hands",
    "Heard",
    "Hello",
    "Humanoid",
    "Interrupt",
    "KinesicsError",
    "Link",
    "LinkError",
    "LinkState",
    "LinkTimeout",
    "Look",
    "Mimic",
    "MissingPart",
    "MouthShape",
    "Move",
    "Object",
    "Objects",
    "Playing",
    "Plugin",
    "PluginConfig",
    "PluginError",
    "Pointer",
    "Pose",
    "Quaternion",
    "Reply",
    "Report",
    "Say",
    "Sensed",
    "Speech",
    "Stopped",
    "Talking",
    "UnknownPlugin",
    "clamped",
    "figure",
    "humanoid",
    "load_clips",
    "measure",
    "mirrored",
    "nearest",
    "on",
    "parse_clip",
    "timing_table",
]
