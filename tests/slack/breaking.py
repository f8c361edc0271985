# SPDX-License-Identifier: MPL-2.0
"""Breaking a connection as a network does: reset, without a word."""

import asyncio
import socket
import struct

_AT_ONCE = struct.pack("ii", 1, 0)  # linger on, for no time: closing sends RST instead of FIN


def reset(transport: asyncio.BaseTransport | None) -> None:
    if not isinstance(transport, asyncio.Transport) or transport.is_closing():
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()
