#!/usr/bin/env python3
"""Measures one, two and three processes behind HAProxy against one alone: requests a second, and the time of a core that a
request takes in the servers and in HAProxy, by which larger machines can be reckoned.

usage: scale.py --binary FILE [--router FILE]

ROUTER is the program that prints HAProxy's configuration, if it is not the measured one. Sends traffic to 127.0.0.1 only.
"""

import argparse
import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.request

from load import fastest
from server import Server

WORLDS = 64
JOB = b'{"sources":["http://example.test/a.jpg"],"modules":{"object_scene_recognition":{"model":"general"}}}'
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, method, path, world, body=None):
    headers = {"Authorization": f"Key world-{world}:demo-key", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def core_seconds(pids):
    """The time that processes have had of a core so far."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


@contextlib.contextmanager
def haproxy(router, servers, folder):
    """HAProxy with one thread before servers: its port and its process."""
    port = free_port()
    pins = os.path.join(folder, "pins.map")
    open(pins, "w").close()
    config = os.path.join(folder, "haproxy.cfg")
    text = subprocess.run(
        [router, "route", *(f"127.0.0.1:{server.port}" for server in servers), "--listen", f"127.0.0.1:{port}", "--pins", pins,
         "--socket", os.path.join(folder, "socket"), "--max-connections", "1000"],
        capture_output=True, text=True, check=True).stdout
    with open(config, "w") as file:
        file.write(text.replace("global\n", "global\n    nbthread 1\n", 1))
    process = subprocess.Popen(["/usr/sbin/haproxy", "-f", config], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/__admin/health", timeout=1)
                break
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def script(folder, ids):
    """For wrk: each request reads one job of the next world."""
    path = os.path.join(folder, "worlds.lua")
    requests = ",\n".join(
        f'"GET /api/v1/jobs/{job}/ HTTP/1.1\\r\\nHost: localhost\\r\\nAuthorization: Key world-{world}:demo-key\\r\\n\\r\\n"'
        for world, job in ids.items())
    with open(path, "w") as file:
        file.write(f"local requests = {{\n{requests}\n}}\nlocal n = 0\n"
                   "request = function()\n  n = n % #requests + 1\n  return requests[n]\nend\n")
    return path


def measure(name, port, servers, others, folder):
    ids = {world: ask(port, "POST", "/api/v1/jobs/", world, JOB)["id"] for world in range(WORLDS)}
    lua = script(folder, ids)
    pids = [server.process.pid for server in servers]
    fastest(f"http://127.0.0.1:{port}/", script=lua, seconds=1)
    rates = []
    used, routed, began = core_seconds(pids), core_seconds(others), time.monotonic()
    for _ in range(3):
        rates.append(fastest(f"http://127.0.0.1:{port}/", script=lua, connections=64))
    requests = sum(rates) / len(rates) * (time.monotonic() - began)
    server_us = (core_seconds(pids) - used) / requests * 1e6
    router_us = (core_seconds(others) - routed) / requests * 1e6
    print(f"{name:<32} {sorted(rates)[1]:>12,.0f} {server_us:>14.1f} {router_us:>14.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--router")
    arguments = parser.parse_args()
    print(f"{'GET one job, 64 worlds':<32} {'requests/s':>12} {'µs in servers':>14} {'µs in HAProxy':>14}")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(Server(arguments.binary, "--clock", "frozen"))
        measure("one process", server.port, [server], [], folder)
    for count in (1, 2, 3):
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            servers = [stack.enter_context(Server(arguments.binary, "--clock", "frozen")) for _ in range(count)]
            port, pid = stack.enter_context(haproxy(arguments.router or arguments.binary, servers, folder))
            measure(f"{count} behind HAProxy", port, servers, [pid], folder)


if __name__ == "__main__":
    main()
