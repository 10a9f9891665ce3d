"""What the worlds of tests are called, and how they are made."""

from __future__ import annotations

import hashlib
import re
import secrets

from ._errors import ControlError
from ._records import ClockMode
from ._server import Deepmock
from ._world import World


def seed_of(test: str) -> int:
    """The seed for a test: the same in every run, and different from that of any other."""
    return int.from_bytes(hashlib.sha256(test.encode()).digest()[:6], "big")


def name_of(test: str) -> str:
    """The name of a test's world: what can be read of the test's own, and something that no other test has.

    :param test: its whole name, with file and class.
    """
    last = re.split(r"::|(?<=\w)\.(?=\w)", test.split("[")[0])[-1] + test[len(test.split("[")[0]):]
    word = re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")[:30].strip("-") or "test"
    return f"{word}-{hashlib.sha256(test.encode()).hexdigest()[:8]}"


def make_world(
    server: Deepmock, test: str, *, owned: bool, seed: int | None = None, clock: ClockMode = "frozen",
    now: str | None = None, rate: float | None = None, step_ms: int | None = None,
) -> World:
    """A fresh world for a test.

    :param test: the test's whole name.
    :param owned: whether the server is there for this test run alone. Then a world that a crash has left under the
        name is in the way and goes; elsewhere it may be somebody's, and this one gets a longer name.
    """
    name = name_of(test)

    def make(name: str) -> World:
        return server.world(
            name, seed=seed_of(test) if seed is None else seed, clock=clock, now=now, rate=rate, step_ms=step_ms)

    try:
        return make(name)
    except ControlError as error:
        if error.status != 409 or "already exists" not in str(error):
            raise
    if owned:
        server.existing(name).delete()
        return make(name)
    return make(f"{name[:33]}-{secrets.token_hex(3)}")
