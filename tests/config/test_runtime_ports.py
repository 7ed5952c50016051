"""Choosing a port."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from config.runtime.machine import _taken
from config.runtime.ports import free_port, is_free
from config.runtime.problem import RuntimeProblem


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_free_port_is_kept(taken: int) -> None:
    wanted = free_port(0)
    assert free_port(wanted) == wanted


def test_of_a_taken_port_the_next_free_one_is_used(taken: int) -> None:
    assert not is_free(taken)
    got = free_port(taken)
    assert taken < got < taken + 1000
    assert is_free(got)


def test_it_is_said_when_the_wanted_port_was_taken() -> None:
    assert _taken(8000, 8001) == " (8000 was taken)"
    assert _taken(8000, 8000) == ""


def test_an_address_of_another_machine_gets_a_sentence() -> None:
    with pytest.raises(RuntimeProblem, match="no address"):
        free_port(8000, "no-such-host.invalid")
