"""The configuration: the file, what overrides it, and errors that name the line."""

from kinesics.config.file import FILE, Config, Kind, MonitorConfig, Table, load_config, read_config
from kinesics.config.origins import Origins, validated

__all__ = [
    "FILE",
    "Config",
    "Kind",
    "MonitorConfig",
    "Origins",
    "Table",
    "load_config",
    "read_config",
    "validated",
]
