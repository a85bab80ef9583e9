"""Sends packets to one address by UDP: never waits, never fails, says once what is wrong."""

import contextlib
import errno
import logging
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import NamedTuple

from kinesics import PluginError
from kinesics_vmc.trouble import Trouble

log = logging.getLogger(__name__)


class Address(NamedTuple):
    """Where packets go or come, as a socket wants it."""

    family: socket.AddressFamily
    ip: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine is there."""
        return ip_address(self.ip.partition("%")[0]).is_loopback

    def takes_what_goes_to(self, other: "Address") -> bool:
        """Whether who listens here hears what is sent there, as far as one can know."""
        anywhere = ip_address(self.ip.partition("%")[0]).is_unspecified
        return self.port == other.port and (self.ip == other.ip or (anywhere and other.is_loopback))

    def __str__(self) -> str:
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"


def address_of(host: str, port: int) -> Address:
    """Look a host up, once; PluginError where there is none of that name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise PluginError(
            f"no host named {host!r} ({error}); give its address, such as 192.168.1.20"
        ) from error
    # Most programs for avatars know only IPv4, and `localhost` may be both.
    found.sort(key=lambda one: one[0] != socket.AF_INET)
    family, _, _, _, at = found[0]
    return Address(family, str(at[0]), port)


class Sender:
    """A socket towards one address, made anew where the network has changed under it."""

    def __init__(self, to: Address) -> None:
        self.to = to
        self.dropped = 0
        """Packets that could not be sent."""
        self._socket: socket.socket | None = None
        self._trouble = Trouble()

    def send(self, packets: Iterable[bytes | bytearray], now: float) -> None:
        """Send these, as far as that is possible at once."""
        try:
            refused = [packet for packet in packets if not self._send(packet)]
        except OSError as error:
            self.dropped += 1
            self.close()
            if self._trouble.begins(errno.errorcode.get(error.errno or 0, "unknown"), now):
                log.warning("vmc: cannot send to %s: %s", self.to, error.strerror or error)
            return
        if refused:
            if self._trouble.begins("nobody", now):
                log.info("vmc: nobody listens at %s; is the avatar's program on?", self.to)
        elif self._trouble.ends(now):
            log.info("vmc: %s can be reached again", self.to)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, packet: bytes | bytearray) -> bool:
        """Send a packet; False where the machine that it goes to says that nobody listens."""
        if self._socket is None:
            self._socket = socket.socket(self.to.family, socket.SOCK_DGRAM)
            self._socket.settimeout(0.0)
            # Only a connected socket is told that nobody listens.
            self._socket.connect((self.to.ip, self.to.port))
        try:
            self._socket.send(packet)
        except BlockingIOError:
            self.dropped += 1
        except ConnectionError:
            # It was about the packet before, so this one has not even been tried.
            self.dropped += 1
            with contextlib.suppress(ConnectionError, BlockingIOError):
                self._socket.send(packet)
            return False
        return True
