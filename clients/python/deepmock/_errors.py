"""What can go wrong between a test and its server."""

from __future__ import annotations


class DeepmockError(Exception):
    """Anything that the kit raises."""


class BinaryNotFound(DeepmockError):
    """There is no server program to start."""


class StartError(DeepmockError):
    """The server could not be started, or did not become ready in time."""


class ControlError(DeepmockError):
    """The control plane refused a request, or could not be reached.

    ``status`` is the HTTP status, 0 when there was no answer; ``code`` is the server's own word for it, such as
    ``conflict``.
    """

    def __init__(self, message: str, status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class VerificationError(DeepmockError, AssertionError):
    """What :meth:`deepmock.World.verify` expected did not come; the text shows the nearest misses."""
