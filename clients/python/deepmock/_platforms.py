"""Where each platform of a world is, and what opens it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DeepVA:
    """DeepVA in one world."""

    #: The base URL, to be used where an app has ``https://api.deepva.com``.
    url: str
    #: The API key.
    key: str

    def headers(self) -> dict[str, str]:
        """The headers that sign a request."""
        return {"Authorization": f"Key {self.key}"}


@dataclass(frozen=True)
class DeepOpinion:
    """DeepOpinion Studio in one world."""

    #: The base URL, to be used where an app has ``https://api.deepopinion.ai``.
    url: str
    #: A bearer token of the demo account that needs no login and does not expire.
    token: str
    #: The demo account, for apps that log in.
    email: str
    password: str
    organization_id: int

    def headers(self) -> dict[str, str]:
        """The headers that sign a request."""
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Deepen:
    """One of the two Deepen platforms in one world: the annotation tools, or Calibrate."""

    #: The base URL, to be used where an app has ``https://tools.deepen.ai`` or ``https://tools.calibrate.deepen.ai``.
    url: str
    #: The access token.
    token: str
    #: The client id, a part of most paths.
    client_id: str

    def headers(self) -> dict[str, str]:
        """The headers that sign a request."""
        return {"Authorization": f"Bearer {self.token}"}
