"""One world: a tenant of a server, with data, a clock, faults and a journal of its own."""

from __future__ import annotations

import asyncio
import functools
import json
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from ._control import ControlPlane
from ._errors import ControlError, VerificationError
from ._platforms import Deepen, DeepOpinion, DeepVA
from ._records import Advance, ClockMode, FaultPlan, Pattern, Platform, Request, Snapshot, Verdict, instant
from ._report import shortfall

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._records import FaultStep

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class World:
    """A tenant: nothing in it is seen from another. As a context manager it is deleted at the end.

    Make one with :meth:`deepmock.Deepmock.world`; the pytest fixture ``deepmock`` is one.
    """

    #: Its name, which also stands in its URLs and credentials.
    name: str
    #: The base URL of all its platforms.
    url: str
    deepva: DeepVA
    deepopinion: DeepOpinion
    deepen_tools: Deepen
    deepen_calibrate: Deepen
    #: Its control plane, for operations without a method here: ``world.control.ask("GET", "settings")``.
    control: ControlPlane

    def __init__(self, server: ControlPlane, description: dict[str, Any], admin_token: str | None = None) -> None:
        """:param server: the control plane of the server as a whole.
        :param description: what the server said when it made the world.
        """
        credentials, platforms = description["credentials"], description["platforms"]
        self.name = description["name"]
        root = server.url.removesuffix("/__admin")
        self.url = root if self.name == "default" else f"{root}/t/{self.name}"
        self.deepva = DeepVA(platforms["deepva"], credentials["deepva"]["key"])
        studio = credentials["deepopinion"]
        self.deepopinion = DeepOpinion(
            platforms["deepopinion"], f"{self.name}:demo-token", studio["email"], studio["password"],
            studio["organization_id"])
        self.deepen_tools, self.deepen_calibrate = (
            Deepen(platforms[id], credentials[id]["token"], credentials[id]["client_id"])
            for id in ("deepen-tools", "deepen-calibrate"))
        self._server, self._admin_token = server, admin_token
        self.control = ControlPlane(self.admin_url, self.headers())

    def __repr__(self) -> str:
        return f"<deepmock.World {self.name} at {self.url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.delete()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aio.delete()

    @property
    def admin_url(self) -> str:
        """The beginning of its control plane's URLs, ending in ``/__admin``."""
        return f"{self.url}/__admin"

    def headers(self) -> dict[str, str]:
        """Headers that lead any request to this world and open its control plane."""
        token = {"X-Deepmock-Admin-Token": self._admin_token} if self._admin_token else {}
        return {"X-Deepmock-Tenant": self.name, **token}

    @property
    def aio(self) -> AsyncWorld:
        """The same methods for asyncio: each is awaited, and the event loop goes on meanwhile."""
        return AsyncWorld(self)

    # Time

    def now(self) -> datetime:
        """The instant of its clock."""
        return instant(self.control.ask("GET", "clock")["now"])

    def set_clock(
        self, mode: ClockMode | None = None, *, now: datetime | str | None = None, rate: float | None = None,
        step_ms: int | None = None,
    ) -> None:
        """Changes how its clock moves, or sets it forward; what is left out stays as it is.

        :param rate: how much faster than the wall clock a running clock goes.
        :param step_ms: milliseconds by which each request moves a stepping clock.
        """
        at = now.isoformat() if isinstance(now, datetime) else now
        self.control.ask("PUT", "clock", _given(mode=mode, now=at, rate=rate, step_ms=step_ms))

    def advance(self, seconds: float | timedelta) -> Advance:
        """Moves its clock forward, and runs in order everything that becomes due on the way."""
        amount = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
        return Advance.from_json(self.control.ask("POST", "clock/advance", {"seconds": amount}))

    def until_next(self) -> Advance:
        """Moves its clock to the earliest work that is pending, and runs it."""
        return Advance.from_json(self.control.ask("POST", "clock/advance", {"to": "next"}))

    def until_idle(self) -> Advance:
        """Moves its clock until no work is left: jobs, trainings and webhooks have come to their end."""
        return Advance.from_json(self.control.ask("POST", "clock/advance", {"to": "idle"}))

    def sleep(self, seconds: float) -> None:
        """Stands in for ``time.sleep`` in a client that polls: the world's time passes, and nobody waits.

        ``monkeypatch.setattr("time.sleep", deepmock.sleep)`` puts it in the place of all of them.
        """
        self.advance(seconds)

    # What will happen

    def fail(
        self, platform: Platform, error: str = "It failed, as the test planned.", **match: Unpack[_OutcomeMatch]
    ) -> None:
        """Lets work fail with a text: ``world.fail("deepva", "Too dark.", operation="createJob", tag="nightly")``."""
        self.outcome(platform, "failed", error=error, **match)

    def outcome(
        self, platform: Platform, state: str, *, error: str | None = None, result: dict[str, Any] | None = None,
        operation: str | None = None, id: str | int | None = None, source: str | None = None, tag: str | None = None,
        text: str | None = None, times: int | None = None, after_ms: int | None = None,
    ) -> None:
        """Says how work ends.

        :param state: ``completed``, ``failed`` or ``stuck``.
        :param result: the result in place of the server's own; the operation's contract says what it may be.
        :param operation: the operation that creates the record.
        :param id: the record, also while the work is under way.
        :param source: one of its sources; ``tag`` its tag; ``text`` a part of either.
        :param times: for how many records; for all when left out.
        :param after_ms: after how many milliseconds it ends.
        """
        match = _given(id=id, source=source, tag=tag, text=text)
        body = _given(
            platform=platform, operation=operation, match=match or None, state=state, error=error, result=result,
            times=times, after_ms=after_ms)
        self.control.ask("POST", "outcomes", body)

    def fault(
        self, operation: str | None = None, *steps: Mapping[str, Any], match: Mapping[str, Any] | None = None,
        id: str | None = None, bound: bool = False, probability: float | None = None, repeat: bool = False,
        **step: Unpack[FaultStep],
    ) -> FaultPlan:
        """Plans trouble for requests to an operation, or to any.

        ``world.fault("listJobs", status=503, retry_after=1)`` refuses the next one;
        ``world.fault("listJobs", {"reset": True}, deepmock.PASS, repeat=True)`` resets every second connection.

        :param match: more that must hold: ``platform``, ``method``, ``path`` (its beginning), ``headers``.
        :param id: a name for the plan; it takes the place of one with the same name.
        :param bound: whether it is only for requests that carry :attr:`FaultPlan.headers`.
        :param probability: of a fault, drawn from the world's seed.
        :param repeat: whether the steps start over after the last one.
        """
        all_steps = [*steps, *([step] if step else [])]
        body = _given(
            id=id, match={**_given(operation=operation), **(match or {})}, steps=all_steps, bound=bound or None,
            probability=probability, repeat=repeat or None)
        return FaultPlan(self, self.control.ask("POST", "faults", body)["id"])

    def seed(self, requests: Sequence[Mapping[str, Any]] | str | os.PathLike[str]) -> int:
        """Applies start data: requests with ``path``, ``json``, ``headers`` and ``save``, or a JSON file with them.

        :returns: how many requests were applied.
        """
        if isinstance(requests, (str, os.PathLike)):
            content = Path(requests).read_bytes()
            return int(json.loads(self.control.exchange("POST", "seeds", content, "application/json"))["applied"])
        return int(self.control.ask("POST", "seeds", {"requests": list(requests)})["applied"])

    def credential(
        self, platform: Platform, secret: str, *, client_ids: Sequence[str] = (), access: str = "full"
    ) -> None:
        """Lets a key or token open this world that an app has hard-coded. ``access`` is ``full`` or ``read``."""
        body = {"platform": platform, "secret": secret, "client_ids": list(client_ids), "access": access}
        self.control.ask("POST", "credentials", body)

    # What happened

    def requests(
        self, operation: str | None = None, *, platform: str | None = None, method: str | None = None,
        status: int | None = None, expected: bool | None = None, limit: int = 1000,
    ) -> list[Request]:
        """The requests of its clients, oldest first; those of the control plane only with ``platform="control"``.

        :param expected: True for problems that a test expected, False for those that nobody expected.
        :param limit: how many of the newest.
        """
        query = {"operation": operation, "platform": platform, "method": method, "status": status,
                 "expected": expected, "limit": 100_000 if platform is None else limit}
        entries = self.control.ask("GET", "requests", query=query)["requests"]
        if platform is None:
            entries = [entry for entry in entries if entry["platform"] != "control"][:limit]
        return [Request.from_json(entry) for entry in reversed(entries)]

    def request(self, number: int) -> dict[str, Any]:
        """One request with its headers, its body and what it may have meant."""
        detail: dict[str, Any] = self.control.ask("GET", f"requests/{number}")
        return detail

    def count(self, operation: str | None = None, **pattern: Unpack[Pattern]) -> int:
        """How many requests fit a pattern."""
        return int(self.control.ask("POST", "requests/count", _pattern(operation, pattern))["count"])

    def verify(
        self, operation: str | None = None, *, times: int | None = None, at_least: int | None = None,
        at_most: int | None = None, **pattern: Unpack[Pattern],
    ) -> None:
        """Fails unless requests that fit a pattern came: at least one, or as many as ``times`` and the others say.

        :raises VerificationError: an ``AssertionError`` whose text shows the nearest misses.
        """
        self.verify_all([{"request": _pattern(operation, pattern),
                          **_given(times=times, at_least=at_least, at_most=at_most)}])

    def verify_all(self, expectations: Sequence[Mapping[str, Any]], *, in_order: bool = False) -> None:
        """Fails unless every expectation holds: a ``request`` (a pattern), with ``times``, ``at_least`` or ``at_most``.

        :param in_order: whether they must have come in this order.
        :raises VerificationError: when one does not hold.
        """
        body = {"expect": list(expectations), **({"in_order": True} if in_order else {})}
        found = self.control.ask("POST", "requests/verify", body)
        if not found["verified"]:
            raise VerificationError(shortfall(found))

    def expect(
        self, operation: str | None = None, *, times: int | None = None, at_least: int | None = None,
        at_most: int | None = None, **pattern: Unpack[Pattern],
    ) -> None:
        """Says beforehand that requests will be refused, so that nobody takes them for a mistake."""
        self.control.ask("POST", "requests/expect", {
            "request": _pattern(operation, pattern), **_given(times=times, at_least=at_least, at_most=at_most)})

    def verdict(self) -> Verdict:
        """What the server makes of the requests so far: it passes when none was refused that nobody expected, and every
        planned fault and outcome was met."""
        found = self.control.ask("GET", "verdict")
        return Verdict(found["passed"], tuple(found["findings"]))

    # The whole world

    def snapshot(self, name: str = "snapshot") -> Snapshot:
        """Keeps the world as it is now, under a name; in place of an older one with that name."""
        self.control.ask("PUT", f"snapshots/{name}")
        return Snapshot(self, name)

    def load(self, file: str | os.PathLike[str] | bytes, name: str = "loaded") -> Snapshot:
        """Puts the world to the state of a snapshot's file, which may come from another world or machine."""
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        self.control.exchange("PUT", f"snapshots/{name}/file", content, "application/zip")
        snapshot = Snapshot(self, name)
        snapshot.restore()
        return snapshot

    def fork(self, name: str) -> World:
        """A new world that begins as a copy of this one."""
        description = self._server.ask("POST", f"tenants/{self.name}/fork", {"name": name})
        return World(self._server, description, self._admin_token)

    def reset(self) -> None:
        """Puts the world back to its beginning. Its journal, outcomes, faults and settings go, too."""
        self.control.ask("POST", "reset")

    def delete(self) -> None:
        """Deletes the world with everything in it. One that is gone already is no error."""
        try:
            self._server.ask("DELETE", f"tenants/{self.name}")
        except ControlError as error:
            if error.status != 404:
                raise


def _awaited(
    method: Callable[Concatenate[World, Parameters], Result],
) -> Callable[Concatenate[AsyncWorld, Parameters], Awaitable[Result]]:
    """A method of :class:`World` that runs on a thread of the event loop's pool."""

    @functools.wraps(method)
    async def call(self: AsyncWorld, /, *args: Parameters.args, **keywords: Parameters.kwargs) -> Result:
        return await asyncio.to_thread(method, self.world, *args, **keywords)

    return call


class AsyncWorld:
    """The methods of :class:`World` for asyncio. A clock can be moved while the loop receives the webhooks of it."""

    def __init__(self, world: World) -> None:
        self.world = world

    now = _awaited(World.now)
    set_clock = _awaited(World.set_clock)
    advance = _awaited(World.advance)
    until_next = _awaited(World.until_next)
    until_idle = _awaited(World.until_idle)
    #: Stands in for ``asyncio.sleep`` in a client that polls.
    sleep = _awaited(World.sleep)
    fail = _awaited(World.fail)
    outcome = _awaited(World.outcome)
    fault = _awaited(World.fault)
    seed = _awaited(World.seed)
    credential = _awaited(World.credential)
    requests = _awaited(World.requests)
    request = _awaited(World.request)
    count = _awaited(World.count)
    verify = _awaited(World.verify)
    verify_all = _awaited(World.verify_all)
    expect = _awaited(World.expect)
    verdict = _awaited(World.verdict)
    snapshot = _awaited(World.snapshot)
    load = _awaited(World.load)
    fork = _awaited(World.fork)
    reset = _awaited(World.reset)
    delete = _awaited(World.delete)


if TYPE_CHECKING:
    from typing import TypedDict

    class _OutcomeMatch(TypedDict, total=False):
        operation: str
        id: str | int
        source: str
        tag: str
        text: str
        times: int
        after_ms: int


def _given(**members: Any) -> dict[str, Any]:
    """The members that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def _pattern(operation: str | None, pattern: Pattern) -> dict[str, Any]:
    return {**_given(operation=operation), **pattern}
