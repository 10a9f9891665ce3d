"""What the control plane answers, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from ._world import World

Platform = Literal["deepva", "deepopinion", "deepen-tools", "deepen-calibrate"]
ClockMode = Literal["running", "frozen", "stepping"]


def instant(text: str) -> datetime:
    """An instant of the server, such as ``2026-01-01T00:00:00.000000Z``."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Pattern(TypedDict, total=False):
    """Which requests of the journal are meant: every member that is given must hold."""

    #: A platform's id, or ``control``.
    platform: str
    method: str
    #: The path as it was sent, with or without the world's prefix.
    path: str
    status: int
    verdict: Literal["answered", "refused", "unmatched", "failed"]
    query: dict[str, Any]
    headers: dict[str, str]
    #: A part of the body: the request's own may have more members.
    body: Any


class FaultStep(TypedDict, total=False):
    """One step of a fault plan; :meth:`deepmock.World.fault` takes its members as keywords."""

    #: The platform's own error with this status, 400 to 599.
    status: int
    message: str
    #: Seconds.
    retry_after: int
    #: A body in place of the platform's own.
    body: Any
    media_type: str
    headers: dict[str, str]
    #: ``{"limit": n, "seconds": n}``: 429 for what is more than that.
    quota: dict[str, int]
    #: The connection is reset.
    reset: bool
    #: The connection is closed without an answer.
    empty: bool
    #: The connection is closed after this many bytes of the answer's body.
    cut_body: int
    #: Bytes a second.
    slow_body: int
    malformed_json: bool
    #: The error in Content-Length.
    wrong_length: int
    #: The connection is reset after this many bytes of the request's body.
    upload_cut: int
    #: Whether the request is carried out before trouble on the wire.
    handled: bool
    #: Milliseconds, or ``{"uniform": [low, high]}``, or ``{"lognormal": {"median": n, "sigma": n}}``.
    latency_ms: Any
    #: For how many requests in a row the step is.
    times: int


#: The step that lets a request through.
PASS: dict[str, Any] = {"pass": True}


@dataclass(frozen=True)
class Transition:
    """Something that happened in a world because its clock moved."""

    at: datetime
    #: For example ``deepva.job.finish``.
    name: str
    #: The id of the record that it moved.
    subject: str


@dataclass(frozen=True)
class Advance:
    """How far a clock was moved, and what happened on the way."""

    now: datetime
    ran: tuple[Transition, ...]
    #: False when so much was to be done that the server stopped before the end.
    complete: bool

    @classmethod
    def from_json(cls, json: Any) -> Advance:
        """From the answer of the control plane."""
        ran = tuple(Transition(instant(step["at"]), step["transition"], step["subject"]) for step in json["ran"])
        return cls(instant(json["now"]), ran, json["complete"])


@dataclass(frozen=True)
class Request:
    """One request as the journal keeps it. Secrets are redacted."""

    #: The number that its answer had in ``X-Deepmock-Request``.
    id: int
    at: datetime
    platform: str
    #: The operation of the contract, or None when none matched.
    operation: str | None
    method: str
    #: Path and query as they were sent.
    target: str
    status: int
    #: ``answered``, ``refused``, ``unmatched`` or ``failed``.
    verdict: str
    #: The planned fault that it got.
    fault: str | None
    #: Whether a test said beforehand that it would be refused.
    expected: bool
    #: Why it was refused: ``code``, ``message``, ``field``, ``violations``.
    problem: dict[str, Any] | None
    #: The entry with everything the server says.
    json: dict[str, Any] = field(repr=False, compare=False)

    @classmethod
    def from_json(cls, json: dict[str, Any]) -> Request:
        """From an entry of the journal."""
        return cls(
            json["id"], instant(json["at"]), json["platform"], json["operation"], json["method"], json["target"],
            json["status"], json["verdict"], json["fault"], json["expected"], json["problem"], json)


@dataclass(frozen=True)
class Verdict:
    """What the server makes of the requests of a world so far."""

    passed: bool
    #: What went wrong: ``kind``, ``summary``, ``hint``, ``operation``, ``count``, ``differences``, ``example``.
    findings: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class FaultPlan:
    """Faults that were planned."""

    world: World = field(repr=False)
    id: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request must carry to meet the plan, when it is a bound one."""
        return {"X-Deepmock-Fault-Plan": self.id}

    @property
    def used_up(self) -> bool:
        """Whether every step was met."""
        return bool(self._state()["used_up"])

    @property
    def fired(self) -> int:
        """How many faults were applied."""
        return int(self._state()["fired"])

    def drop(self) -> None:
        """Forgets the plan."""
        self.world.control.ask("DELETE", f"faults/{self.id}")

    def _state(self) -> dict[str, Any]:
        plans: list[dict[str, Any]] = self.world.control.ask("GET", "faults")["faults"]
        return next(plan for plan in plans if plan["id"] == self.id)


@dataclass(frozen=True)
class Snapshot:
    """A world at one moment, kept by the server."""

    world: World = field(repr=False)
    name: str

    def restore(self) -> None:
        """Puts the world back to it. The journal goes on."""
        self.world.control.ask("POST", f"snapshots/{self.name}/restore")

    def file(self) -> bytes:
        """It as a file, for :meth:`deepmock.World.load`, here or on another machine."""
        return self.world.control.exchange("GET", f"snapshots/{self.name}/file")

    def drop(self) -> None:
        """Forgets it."""
        self.world.control.ask("DELETE", f"snapshots/{self.name}")
