"""An avatar in Unity: the bridge, and `Avatar` for scripts that tell one what to do by hand."""

from kinesics_unity.avatar import Avatar
from kinesics_unity.bridge import Unity, UnityConfig

__all__ = ["Avatar", "Unity", "UnityConfig"]
