"""The pytest plugin: the fixtures ``deepmock_server`` and ``deepmock``, markers, and the report of failing tests.

``deepmock`` is a world for one test: its name and seed come from the test's name, its clock stands still, and it is
deleted at the end. All processes of a run with pytest-xdist use one server, which is started when the first test asks for
it and stopped when the run is over.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from ._errors import DeepmockError
from ._records import ClockMode
from ._report import report as _report
from ._server import Deepmock
from ._sharing import SharedServer, announce, ask, of_environment
from ._tests import make_world
from ._world import World

_MARKERS = [
    "deepmock_seed(seed): a number for the seed of the test's world, or start data: a list of requests, or the path of a "
    "JSON file with them, beside the test's file",
    "deepmock_snapshot(path): the test's world begins as this snapshot's file says, beside the test's file",
    "deepmock_clock(mode, now=None, rate=None, step_ms=None): how the clock of the test's world moves",
]

_world_of = pytest.StashKey[World]()
_failed = pytest.StashKey[bool]()
_run_of = pytest.StashKey["_Run"]()


class _Run:
    """The server of this test run, from the view of this process."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.url: str | None = config.getoption("--deepmock-url")
        self.token: str | None = config.getoption("--deepmock-admin-token")
        worker: dict[str, Any] = getattr(config, "workerinput", {})
        self.address: str | None = worker.get("deepmock_address")
        #: What the names of worlds need besides the test's, when every worker runs every test.
        self.suffix: str = worker.get("deepmock_suffix", "")
        self.shared = SharedServer(self._start)

    @property
    def is_owner(self) -> bool:
        """Whether the server is there for this run alone."""
        return self.url is None and of_environment() is None

    def server(self) -> Deepmock:
        """The server, started if need be."""
        if self.url is not None:
            return Deepmock.at(self.url, self.token)
        return of_environment() or (ask(self.address) if self.address else self.shared.server())

    def _start(self) -> Deepmock:
        flags = ["--max-tenants", "10000", "--log-level", "warning", *self.config.getini("deepmock_flags")]
        return Deepmock(binary=self.config.getoption("--deepmock-binary"), flags=flags).start()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options and the setting."""
    group = parser.getgroup("deepmock")
    group.addoption(
        "--deepmock-url", metavar="URL", help="Use the server that runs at URL. (default: $DEEPMOCK_URL, else start one)")
    group.addoption("--deepmock-admin-token", metavar="TOKEN", help="The token of its control plane, if it asks for one.")
    group.addoption(
        "--deepmock-binary", metavar="FILE",
        help="The server program to start. (default: the one in the package, $DEEPMOCK_BINARY, or deepmock on the path)")
    group.addoption(
        "--deepmock-keep", action="store_true", help="Keep the worlds of failed tests, on a server named by --deepmock-url.")
    parser.addini("deepmock_flags", "Flags of `deepmock serve` for the server that is started.", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Registers the markers."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    run = config.stash[_run_of] = _Run(config)
    announce(run.server, owned=run.is_owner)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server, after all workers of pytest-xdist have ended."""
    run = config.stash.get(_run_of, None)
    if run is not None:
        announce(None)
        run.shared.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tells a worker of pytest-xdist, also one that takes the place of a crashed one, whom to ask for the server."""
    run = node.config.stash[_run_of]
    if run.is_owner:
        node.workerinput["deepmock_address"] = run.shared.address
    if node.config.getoption("dist", "no") == "each":
        node.workerinput["deepmock_suffix"] = f"@{node.gateway.id}"


@pytest.fixture(scope="session")
def deepmock_server(pytestconfig: pytest.Config) -> Deepmock:
    """The server of this test run."""
    return pytestconfig.stash[_run_of].server()


@pytest.fixture(name="deepmock")
def _deepmock(request: pytest.FixtureRequest, deepmock_server: Deepmock) -> World:
    """A world of this test's own: a :class:`deepmock.World`."""
    node: pytest.Item = request.node
    run = request.config.stash[_run_of]
    _leave(node)
    seed: int | None = None
    data: list[Any] = []
    for marker in reversed(list(node.iter_markers("deepmock_seed"))):
        value = _argument(marker)
        if isinstance(value, int):
            seed = value
        else:
            data.append(value)
    moves = node.get_closest_marker("deepmock_clock")
    clock = _clock(*moves.args, **moves.kwargs) if moves else {}
    world = make_world(deepmock_server, node.nodeid + run.suffix, owned=run.is_owner, seed=seed, **clock)
    node.stash[_world_of] = world
    snapshot = node.get_closest_marker("deepmock_snapshot")
    if snapshot is not None:
        world.load(_beside(node, _argument(snapshot)))
    for entries in data:
        world.seed(entries if isinstance(entries, (list, tuple)) else _beside(node, entries))
    return world


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, None]:
    """Deletes the test's world when nothing asks for it any more: its other fixtures have ended, and it is reported."""
    yield
    has_failed = item.stash.get(_failed, False)
    _leave(item, keeps=has_failed and item.config.getoption("--deepmock-keep"))


def _leave(item: pytest.Item, *, keeps: bool = False) -> None:
    """Deletes the world that a test has had, if any, also one of an earlier attempt."""
    world = item.stash.get(_world_of, None)
    if world is None:
        return
    del item.stash[_world_of]
    item.stash[_failed] = False
    if not keeps:
        with contextlib.suppress(DeepmockError):
            world.delete()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Adds the state of the test's world to the report of a failing test."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    world = item.stash.get(_world_of, None)
    if world is None or not report.failed or item.stash.get(_failed, False):
        return
    item.stash[_failed] = True
    try:
        text = _report(world)
    except DeepmockError as error:
        text = f"{world} cannot be asked: {error}"
    report.sections.append(("deepmock", text))


def _clock(
    mode: ClockMode = "frozen", *, now: str | None = None, rate: float | None = None, step_ms: int | None = None
) -> dict[str, Any]:
    """The arguments of the marker ``deepmock_clock``."""
    return {"clock": mode, "now": now, "rate": rate, "step_ms": step_ms}


def _argument(marker: pytest.Mark) -> Any:
    if len(marker.args) != 1 or marker.kwargs:
        raise pytest.UsageError(f"The marker {marker.name} takes one argument.")
    return marker.args[0]


def _beside(item: pytest.Item, path: str | Path) -> Path:
    """A path that is relative to the folder of the test's file."""
    return item.path.parent / path
