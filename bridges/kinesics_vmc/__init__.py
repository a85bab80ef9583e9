"""VMC: poses for VSeeFace, Warudo, VNyan, EVMC4U, Blender, and performances from them."""

from kinesics_vmc.bridge import Vmc, VmcConfig

__all__ = ["Vmc", "VmcConfig"]
