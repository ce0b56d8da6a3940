"""Tells systemd how we are: sd_notify(3) is one datagram, and not worth a library."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping


class Supervisor:
    """systemd, when it started us with Type=notify; otherwise nobody hears."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # a leading @ stands for the abstract namespace
        self._address = "\0" + address[1:] if address.startswith("@") else address
        # the pid says for whom the watchdog is meant: a child of ours would inherit the variable
        mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog_s = int(environment.get("WATCHDOG_USEC", "0")) / 1e6 if mine else 0.0
        """Within how many seconds it wants to hear that we live; 0: never."""

    def tell(self, *states: str) -> None:
        """Such as "READY=1"; what cannot be told is not worth stopping for."""
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.setblocking(False)
            try:
                out.sendto("\n".join(states).encode(), self._address)
            except OSError:
                return
