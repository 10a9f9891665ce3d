"""What a person reads when a test fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._world import World

#: The newest requests that a report shows.
MOST_REQUESTS = 50


def shortfall(found: Any) -> str:
    """The text for an answer of ``requests/verify`` that is not verified."""
    lines = []
    for result in found["results"]:
        if not result["met"]:
            expected = result["expected"]
            lines.append(f"{_amount(expected)} {_described(expected['request'])}; {result['came']} came.")
            lines += [f"  nearest: {_miss(miss)}" for miss in result["nearest"]]
    if found.get("in_order") is False:
        lines.append("They did not come in this order.")
    return "\n".join(lines)


def _amount(expected: dict[str, Any]) -> str:
    if "times" in expected:
        return f"expected {expected['times']}"
    bounds = [f"{word} {expected[key]}" for key, word in (("at_least", "at least"), ("at_most", "at most"))
              if key in expected]
    return "expected " + (" and ".join(bounds) or "at least 1")


def _described(pattern: dict[str, Any]) -> str:
    return "of " + (", ".join(f"{name} {value!r}" for name, value in pattern.items()) or "any request")


def _miss(miss: dict[str, Any]) -> str:
    said = "; ".join(f"{difference['place']}: expected {difference['expected']!r}, got {difference['got']!r}"
                     for difference in miss["differences"])
    return f"{miss['request']} {miss['line']}" + (f"; {said}" if said else "")


def report(world: World) -> str:
    """The state of a world, its verdict, its problems and its journal."""
    clock = world.control.ask("GET", "clock")
    lines = [f"world {world.name} at {world.url}", f"clock {clock['mode']} at {clock['now']}, "
             f"{clock['pending']['work']} transitions pending"]
    verdict = world.verdict()
    lines.append("verdict: " + ("passed" if verdict.passed else "failed"))
    lines += [f"  - {_finding(finding)}" for finding in verdict.findings]
    requests = world.requests()
    lines.append(f"requests: {len(requests)}" if requests else "requests: none has reached this world")
    if len(requests) > MOST_REQUESTS:
        lines.append(f"  ... {len(requests) - MOST_REQUESTS} earlier ones")
    for request in requests[-MOST_REQUESTS:]:
        what = request.operation or "no operation"
        lines.append(f"  {request.id:>4}  {request.method} {request.target}  {request.status} {what}"
                     + ("" if request.verdict == "answered" else f", {request.verdict}")
                     + (", as expected" if request.expected else "")
                     + (f", fault {request.fault}" if request.fault else ""))
        if request.problem is not None and not request.expected:
            lines += [f"        {line}" for line in _problem(world, request.problem, request.id, request.verdict)]
    return "\n".join(lines)


def _problem(world: World, problem: dict[str, Any], number: int, verdict: str) -> list[str]:
    lines = [f"{problem['code']}: {problem['message']}"]
    if problem.get("note"):
        lines.append(str(problem["note"]))
    lines += [f"{violation['pointer'] or '(whole body)'} {violation['keyword']}: expected {violation['expected']}, "
              f"got {violation['got']}" for violation in problem["violations"]]
    if verdict == "unmatched":
        lines += [f"did you mean {near['line']}?" for near in world.request(number)["nearest"]]
    return lines


def _finding(finding: dict[str, Any]) -> str:
    often = f" ({finding['count']} times)" if finding["count"] > 1 else ""
    return f"{finding['summary']}{often}" + (f" {finding['hint']}" if finding["hint"] else "")
