"""Talks to the control plane: JSON over HTTP with the standard library, never through a proxy."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from ._errors import ControlError

#: Seconds that one operation of the control plane may take; moving a clock may run many transitions.
PATIENCE = 120.0

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ControlPlane:
    """The operations below ``/__admin/`` of one server, for one of its worlds."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        """:param url: what comes before the operation, ending in ``/__admin``.
        :param headers: sent with each request.
        """
        self.url = url
        self.headers = headers or {}

    def ask(self, method: str, path: str, body: Any = None, *, query: dict[str, Any] | None = None) -> Any:
        """Asks one thing, and answers the JSON of the reply, or None when there is none.

        :param path: what follows ``/__admin/``.
        :param query: parameters; those that are None are left out.
        :raises ControlError: for any status that is not a success, and when the server cannot be reached.
        """
        content = None if body is None else json.dumps(body).encode()
        reply = self.exchange(method, path, content, "application/json", query)
        return json.loads(reply) if reply else None

    def exchange(
        self, method: str, path: str, content: bytes | None = None, media_type: str = "application/octet-stream",
        query: dict[str, Any] | None = None,
    ) -> bytes:
        """Asks one thing in bytes; otherwise like :meth:`ask`."""
        pairs = {name: _spelled(value) for name, value in (query or {}).items() if value is not None}
        url = f"{self.url}/{path}" + (f"?{urllib.parse.urlencode(pairs)}" if pairs else "")
        headers = dict(self.headers)
        if content is not None:
            headers["Content-Type"] = media_type
        request = urllib.request.Request(url, content, headers, method=method)
        try:
            with _opener.open(request, timeout=PATIENCE) as answer:
                reply: bytes = answer.read()
                return reply
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise _error(refusal.code, refusal.read(), method, url) from None
        except (urllib.error.URLError, OSError) as failure:
            reason = getattr(failure, "reason", failure)
            raise ControlError(f"{method} {url}: the server does not answer: {reason}") from failure


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _error(status: int, body: bytes, method: str, url: str) -> ControlError:
    try:
        error = json.loads(body)["error"]
        message, code = str(error["message"]), str(error["code"])
    except (ValueError, KeyError, TypeError):
        message, code = body.decode(errors="replace")[:500], ""
    return ControlError(f"{method} {url} answered {status}: {message}", status, code)
