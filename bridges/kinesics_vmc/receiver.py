"""Listens for a performance by UDP; a packet that cannot be read is dropped, counted, told once."""

import contextlib
import errno
import logging
import socket
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from kinesics import PluginError
from kinesics_vmc.osc import OscError, decode
from kinesics_vmc.performance import Performance
from kinesics_vmc.sender import Address
from kinesics_vmc.trouble import Trouble

log = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network

MOST_BYTES = 65_535
MOST_AT_ONCE = 256
"""Packets that are read before what they say is told: who floods us does not silence us."""
KNOWN_SENDERS = 64


class Receiver:
    """A socket that others send their performances to."""

    def __init__(self, at: Address, hear: Sequence[Network]) -> None:
        """`hear` is who is listened to; empty for all who reach the address."""
        self.packets = 0
        """Packets that were understood."""
        self.dropped = 0
        """Packets that were not, or came from a stranger."""
        self.performance = Performance()
        self._hear = hear
        self._may_speak: dict[str, bool] = {}
        self._trouble = Trouble()
        self._socket = _listening(at)

    def wait(self, timeout_s: float, now: float) -> bool:
        """Wait for packets and take all that are there; whether there is something new to see."""
        is_new = False
        # Of 0 it would not wait at all, and then a busy loop is near.
        self._socket.settimeout(max(0.001, timeout_s))
        for _ in range(MOST_AT_ONCE):
            try:
                packet, sender = self._socket.recvfrom(MOST_BYTES)
            except (TimeoutError, BlockingIOError):
                break
            except ConnectionError:
                # Windows tells so of packets that some other socket has sent.
                continue
            self._socket.settimeout(0.0)
            is_new |= self._take(packet, str(sender[0]), now)
        return is_new

    def close(self) -> None:
        self._socket.close()

    def _take(self, packet: bytes, sender: str, now: float) -> bool:
        if not self._may(sender):
            self.dropped += 1
            if self._trouble.begins(f"stranger {sender}", now):
                log.warning("vmc: %s sends, but is not in `hear`; dropped", sender)
            return False
        try:
            is_new = self.performance.take(decode(packet), now)
        except OscError as error:
            self.dropped += 1
            if self._trouble.begins(f"unreadable {sender}", now):
                log.warning("vmc: %s sends what cannot be read, dropped: %s", sender, error)
            return False
        self.packets += 1
        if self._trouble.ends(now):
            log.info("vmc: what comes can be read again")
        return is_new

    def _may(self, sender: str) -> bool:
        """Whether this address is listened to; looked up once for each."""
        if not self._hear:
            return True
        if (known := self._may_speak.get(sender)) is not None:
            return known
        address = ip_address(sender.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if len(self._may_speak) >= KNOWN_SENDERS:
            self._may_speak.clear()
        self._may_speak[sender] = any(address in network for network in self._hear)
        return self._may_speak[sender]


def _listening(at: Address) -> socket.socket:
    """A socket bound to this address; PluginError where it cannot be."""
    made = socket.socket(at.family, socket.SOCK_DGRAM)
    # On Windows two programs could otherwise share a port, and each hear half.
    if (exclusive := getattr(socket, "SO_EXCLUSIVEADDRUSE", None)) is not None:
        with contextlib.suppress(OSError):
            made.setsockopt(socket.SOL_SOCKET, exclusive, 1)
    try:
        made.bind((at.ip, at.port))
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise PluginError(
                f"{at} is taken by another program; end that one, or give another listen_port"
                " here and in the program that sends"
            ) from error
        raise PluginError(
            f"cannot listen at {at}: {error.strerror or error}; listen_host is an address of this"
            " machine, and listen_port one of 1024 and above"
        ) from error
    return made
