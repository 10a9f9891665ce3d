"""A running server: started by this process, or found at a URL."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
import weakref
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ._binary import find
from ._control import ControlPlane
from ._errors import DeepmockError, StartError
from ._records import ClockMode
from ._world import World

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

#: Seconds between two looks at a server that starts or stops.
_PAUSE = 0.01


class Deepmock:
    """A server. ``with Deepmock() as server:`` starts one on a free port and stops it at the end::

        with Deepmock() as server, server.world() as world:
            client = MyClient(world.deepva.url, world.deepva.key)

    It keeps everything in memory unless ``data`` is given, and ends with this process, however that ends. In asyncio,
    ``async with`` does the same without holding up the loop.
    """

    def __init__(
        self, *, binary: str | os.PathLike[str] | None = None, port: int = 0,
        data: str | os.PathLike[str] | None = None, seed: int | None = None, clock: ClockMode | None = None,
        demo: bool = False, flags: Sequence[str] = (), environment: Mapping[str, str] | None = None,
        patience: float = 30.0,
    ) -> None:
        """Prepares a server; nothing is started yet.

        :param binary: the program, instead of the one that is found: in this package, in ``$DEEPMOCK_BINARY``, or on
            the path.
        :param port: where it listens on this machine; 0 for any free port.
        :param data: a directory that keeps its state.
        :param seed: the seed of ids and results.
        :param clock: how the clocks of new worlds move when :meth:`world` does not say.
        :param demo: whether the world ``default`` begins with demo data.
        :param flags: further flags of ``deepmock serve``.
        :param environment: variables in addition to those of this process.
        :param patience: seconds that starting and stopping may take.
        """
        self._binary = binary
        self._flags = [
            "--port", str(port), *_flag("--data", data), *_flag("--seed", seed), *_flag("--clock", clock),
            *(["--demo"] if demo else []), *flags]
        self._environment = dict(environment or {})
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._log: IO[bytes] | None = None
        self._ready: dict[str, Any] = {}
        self._end: weakref.finalize[Any, Any] | None = None

    @classmethod
    def at(cls, url: str, admin_token: str | None = None) -> Deepmock:
        """A server that runs already. It is not stopped at the end.

        :param url: its base URL, such as ``http://127.0.0.1:8484``.
        :param admin_token: the token of its control plane, if it asks for one.
        """
        server = cls()
        server._ready = {"base": url.rstrip("/"), "admin_token": admin_token, "pid": None}
        return server

    def __repr__(self) -> str:
        return f"<deepmock.Deepmock at {self._ready['base']}>" if self._ready else "<deepmock.Deepmock, not started>"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    # Start and end

    def start(self) -> Self:
        """Starts the server, and returns when it is ready. One that runs already is left as it is.

        :raises BinaryNotFound: when there is nothing to start.
        :raises StartError: when it ends at once, with what it said, or takes too long.
        """
        if self._ready:
            return self
        binary = find(self._binary)
        self._folder = tempfile.TemporaryDirectory(prefix="deepmock-")
        ready, log = Path(self._folder.name, "ready.json"), Path(self._folder.name, "log")
        self._log = log.open("wb")
        # Its standard input ends when this process does, and it with that.
        self._process = subprocess.Popen(
            [binary, "serve", "--ready-file", str(ready), "--until-stdin-ends", *self._flags],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._log,
            env={**os.environ, **self._environment})
        self._end = weakref.finalize(self, _stop, self._process, self._folder, self._log, self._patience)
        deadline = time.monotonic() + self._patience
        while not ready.exists():
            ended = self._process.poll()
            if ended is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace").strip()
                self.stop()
                how = f"ended with status {ended}" if ended is not None else f"was not ready in {self._patience:g} s"
                raise StartError(f"{binary} {how}: {said or 'it said nothing'}")
            time.sleep(_PAUSE)
        self._ready = json.loads(ready.read_text())
        return self

    def stop(self) -> None:
        """Lets the server finish what it is doing, and ends it. One that this object has not started goes on."""
        if self._end is not None:
            self._end()
            self._end = None
            self._process = None
            self._ready = {}

    @property
    def log(self) -> str:
        """What the server has written to standard error so far; empty for one that was started elsewhere."""
        return Path(self._folder.name, "log").read_text(errors="replace") if self._folder and self._end else ""

    # Where it is

    @property
    def url(self) -> str:
        """Its base URL, which is also that of the world ``default``."""
        return str(self._started["base"])

    @property
    def pid(self) -> int | None:
        """Its process, if it was started here."""
        pid: int | None = self._started["pid"]
        return pid

    @property
    def admin_token(self) -> str | None:
        """The token of its control plane, if it asks for one."""
        token: str | None = self._started.get("admin_token")
        return token

    @property
    def control(self) -> ControlPlane:
        """Its control plane, for the world ``default`` and for the server as a whole."""
        headers = {"X-Deepmock-Admin-Token": self.admin_token} if self.admin_token else {}
        return ControlPlane(f"{self.url}/__admin", headers)

    @property
    def _started(self) -> dict[str, Any]:
        if not self._ready:
            raise DeepmockError("The server is not running. Use it in a with statement, or call start().")
        return self._ready

    # Worlds

    @property
    def default(self) -> World:
        """The world of those who name none. It has fixed credentials: ``demo-key`` and so on."""
        description = _described("default", self.url, "demo", "demo@deepmock.test")
        return World(self.control, description, self.admin_token)

    def world(
        self, name: str | None = None, *, seed: int | None = None, clock: ClockMode | None = "frozen",
        now: datetime | str | None = None, rate: float | None = None, step_ms: int | None = None,
    ) -> World:
        """Makes a world.

        :param name: 1 to 40 characters of a-z, 0-9 and ``-``; made up when none is given. Ids and results depend on it.
        :param seed: of ids and results, together with the name.
        :param clock: how its clock moves; None for the way of the server.
        :param now: where its clock begins.
        :param rate: how much faster than the wall clock a running clock goes.
        :param step_ms: milliseconds by which each request moves a stepping clock.
        :raises ControlError: with status 409 when there is one of that name.
        """
        at = now.isoformat() if isinstance(now, datetime) else now
        moves = {"mode": clock, "now": at, "rate": rate, "step_ms": step_ms}
        body = {"name": name, "seed": seed, "clock": {key: value for key, value in moves.items() if value is not None}}
        given = {key: value for key, value in body.items() if value not in (None, {})}
        return World(self.control, self.control.ask("POST", "tenants", given), self.admin_token)

    def existing(self, name: str) -> World:
        """A world that is there already; one that is not is made by its first request."""
        if name == "default":
            return self.default
        description = _described(name, f"{self.url}/t/{name}", f"{name}:demo", f"demo@{name}.deepmock.test")
        return World(self.control, description, self.admin_token)


def _flag(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _described(name: str, url: str, prefix: str, email: str) -> dict[str, Any]:
    """What the server would say of a world: its URLs and credentials follow from its name.

    :param prefix: what its keys and tokens begin with.
    """
    deepen = {"token": f"{prefix}-token", "client_id": "demo"}
    studio = {"email": email, "password": "demo-password", "organization_id": 1}
    return {
        "name": name,
        "platforms": {id: url for id in ("deepva", "deepopinion", "deepen-tools", "deepen-calibrate")},
        "credentials": {"deepva": {"key": f"{prefix}-key"}, "deepopinion": studio,
                        "deepen-tools": deepen, "deepen-calibrate": deepen},
    }


def _stop(
    process: subprocess.Popen[bytes], folder: tempfile.TemporaryDirectory[str], log: IO[bytes], patience: float
) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    log.close()
    folder.cleanup()
