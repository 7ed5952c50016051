"""Finding a port that is free on this machine."""

from __future__ import annotations

import socket

from config.runtime.problem import RuntimeProblem

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """True when a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as exc:
            raise RuntimeProblem(f"You may not open port {port}. Choose one above 1023.") from exc
        except socket.gaierror as exc:
            raise RuntimeProblem(f"This machine has no address “{host}”.") from exc
        except OSError:
            return False
    return True


def free_port(wanted: int, host: str = LOOPBACK) -> int:
    """`wanted`, or the first free one after it; 0 means any."""
    if wanted == 0:
        with socket.socket() as probe:
            probe.bind((host, 0))
            return int(probe.getsockname()[1])
    for port in range(wanted, min(wanted + 1000, 65536)):
        if is_free(port, host):
            return port
    raise RuntimeProblem(f"No free port from {wanted} on. Choose another with --port.")
