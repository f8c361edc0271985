# SPDX-License-Identifier: MPL-2.0
"""Takes the address that HTTP is served on, before anything else starts: what is wrong with it is said in one sentence."""

import errno
import socket

from config.problems import ConfigError, Problem

_BUSY = "port {port} of {host} is in use; stop what uses it, or set another port"
_HOST, _PORT = "OS2BOT_HTTP_HOST", "OS2BOT_HTTP_PORT"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on this address. Port 0 takes any that is free. Who connects before the service is up waits for it."""
    family, address = _address(host, port)
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port of a process that just ended is free
        taken.bind(address)
        taken.listen()
    except OSError as error:
        taken.close()
        raise ConfigError(_problem(error, host, port)) from error
    return taken


def url(taken: socket.socket) -> str:
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if taken.family == socket.AF_INET6 else f"http://{host}:{port}"


def _address(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ConfigError(Problem(f"'{host}' is no address of this machine; write one such as 127.0.0.1 or 0.0.0.0", field=_HOST)) from error
    family, _, _, _, address = found[0]
    return family, (str(address[0]), int(address[1]))


def _problem(error: OSError, host: str, port: int) -> Problem:
    match error.errno:
        case errno.EADDRINUSE:
            return Problem(_BUSY.format(host=host, port=port), field=_PORT)
        case errno.EACCES:
            return Problem(f"port {port} needs rights that this user does not have; set a port above 1023", field=_PORT)
        case errno.EADDRNOTAVAIL:
            return Problem(f"'{host}' is no address of this machine; write one such as 127.0.0.1 or 0.0.0.0", field=_HOST)
        case _:
            return Problem(f"'{host}' cannot be listened on ({error.strerror})", field=_HOST)
