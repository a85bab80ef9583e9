"""A plugin that does not come back, for the tests."""

import threading

from kinesics import Plugin, PluginConfig, on
from lodgers import Ask

until = threading.Event()


class Naps(Plugin[PluginConfig]):
    """Waits for what never comes."""

    @on(Ask)
    def nap(self, _: Ask) -> None:
        until.wait(30)
