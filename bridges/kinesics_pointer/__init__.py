"""The pointer of this desktop."""

from kinesics_pointer.bridge import PointerBridge
from kinesics_pointer.config import PointerBridgeConfig

__all__ = ["PointerBridge", "PointerBridgeConfig"]
