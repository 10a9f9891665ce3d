"""One server for all processes of a test run: the first process owns it, and the others ask it where the server is."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from typing import Any

from ._errors import DeepmockError, StartError
from ._server import Deepmock

#: Seconds that the owner may take to answer; it may have to start the server first.
PATIENCE = 60.0


class SharedServer:
    """A server that is started when it is first asked for, once, and stopped by :meth:`close`.

    Other processes of this machine ask through :attr:`address`. The server belongs to this process alone, so it does not
    matter which of them crash, and when this one is killed, it ends, too.
    """

    def __init__(self, start: Callable[[], Deepmock]) -> None:
        """:param start: starts the server; called once, perhaps on another thread."""
        self._start = start
        self._lock = threading.Lock()
        self._server: Deepmock | None = None
        self._failure: DeepmockError | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._listener: socket.socket | None = None

    def server(self) -> Deepmock:
        """The server, which is started when nobody has asked before.

        :raises DeepmockError: when it cannot be started, the same one to everybody.
        """
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._server is None:
                try:
                    self._server = self._start()
                except DeepmockError as failure:
                    self._failure = failure
                    raise
            return self._server

    @property
    def address(self) -> str:
        """Where other processes ask: the path of a socket that only this user can reach."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="deepmock-")
            self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._listener.bind(os.path.join(self._folder.name, "server"))
            self._listener.listen(128)
            threading.Thread(target=self._answer, args=(self._listener,), name="deepmock", daemon=True).start()
        return os.path.join(self._folder.name, "server")

    def close(self) -> None:
        """Stops the server, if anybody has asked for it."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        with self._lock:
            if self._server is not None:
                self._server.stop()
                self._server = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _answer(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.sendall(json.dumps(self._described()).encode())

    def _described(self) -> dict[str, Any]:
        try:
            server = self.server()
            return {"url": server.url, "admin_token": server.admin_token}
        except DeepmockError as failure:
            return {"error": str(failure)}


def ask(address: str) -> Deepmock:
    """The server of the process that listens at an address.

    :raises StartError: when it cannot be started, or nobody listens there.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(address)
            answer = b""
            while piece := connection.recv(4096):
                answer += piece
        found = json.loads(answer)
    except (OSError, ValueError) as failure:
        raise StartError(
            f"The process that owns the server cannot be asked at {address}: {failure}. On another machine, name a "
            "running server with --deepmock-url.") from failure
    if "error" in found:
        raise StartError(found["error"])
    return Deepmock.at(found["url"], found["admin_token"])


#: Where the mix-in for unittest finds the server of the test run that it is in, and whether it is that run's alone.
_of_run: tuple[Callable[[], Deepmock], bool] | None = None


def announce(server: Callable[[], Deepmock] | None, *, owned: bool = True) -> None:
    """Says where the server of this test run is; None when the run is over."""
    global _of_run
    _of_run = None if server is None else (server, owned)


def announced() -> tuple[Callable[[], Deepmock], bool] | None:
    """The server of this test run, and whether it is there for this run alone; None outside of one."""
    return _of_run


def of_environment() -> Deepmock | None:
    """The running server that ``$DEEPMOCK_URL`` names, with ``$DEEPMOCK_ADMIN_TOKEN``; None when it is not set."""
    url = os.environ.get("DEEPMOCK_URL")
    return Deepmock.at(url, os.environ.get("DEEPMOCK_ADMIN_TOKEN")) if url else None
