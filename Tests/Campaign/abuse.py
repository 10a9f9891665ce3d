"""Connections that behave badly, by the hundred and by the thousand. Others are served meanwhile, and nothing stays."""

import json
import os
import random
import re
import resource
import socket
import struct
import time
import urllib.request

from server import MIB, Finding, Pulse, Server, Watch
from wire import Closed, Malformed, Wire, request

KEY = [("Authorization", "Key demo-key")]
EDGE = "edge"
BUFFER = 64 * MIB
# An answer of a hundred kilobytes.
LIST = "/api/v1/jobs/?limit=200"
FLAGS = ("--clock", "frozen", "--head-timeout", "2", "--body-timeout", "10", "--idle-timeout", "5", "--log-level", "error",
         "--max-buffer-bytes", str(BUFFER))
# Beyond the buffers: the process itself, 128 MiB for the work of requests, and 64 KiB of a connection.
MOST_MEMORY = BUFFER + 192 * MIB
MOST_STALL = 5.0


def raise_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def reset(wire):
    """Ends a connection as a crashed peer does."""
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()


def upload(size, seed=0):
    head = (f'--{EDGE}\r\nContent-Disposition: form-data; name="folder"\r\n\r\n/\r\n--{EDGE}\r\nContent-Disposition: '
            f'form-data; name="file"; filename="a.bin"\r\n\r\n').encode()
    body = head + random.Random(seed).randbytes(min(size, 65_536)) * (size // min(size, 65_536)) + f"\r\n--{EDGE}--\r\n".encode()
    return request("POST", "/api/v2/storage/", KEY + [("Content-Type", f"multipart/form-data; boundary={EDGE}")], body)


def metric(server, name):
    with urllib.request.urlopen(server.base + "/__admin/metrics", timeout=60) as answer:
        found = re.search(rf"^{name} (\d+)$", answer.read().decode(), re.M)
    if not found:
        raise Finding(f"there is no metric {name}")
    return int(found[1])


class Scenes:
    """What badly behaved clients do. Each returns how many connections it made."""

    def __init__(self, server, rng, count):
        self.server, self.random, self.count = server, rng, count

    def open(self):
        return Wire(self.server.port, timeout=60)

    def slow_heads(self):
        """A byte now and then: the time for a head ends them."""
        wires = [self.open() for _ in range(200)]
        data = request("GET", "/api/v1/jobs/", KEY)
        end = time.monotonic() + 4
        place = 0
        while time.monotonic() < end:
            for wire in wires:
                try:
                    wire.send(data[place:place + 1])
                except OSError:
                    pass
            place += 1
            time.sleep(0.2)
        for wire in wires:
            try:
                status = wire.response().status
                if status != 408:
                    raise Finding(f"a head that comes too slowly is answered with {status}")
            except (Closed, ConnectionError):
                pass
            wire.close()
        return len(wires)

    def half_closed(self):
        """Clients that send everything and shut down their side still get their answer."""
        for _ in range(500):
            wire = self.open()
            wire.send(request("GET", "/api/v1/jobs/", KEY + [("Connection", self.random.choice(["close", "keep-alive"]))]))
            wire.end()
            status = wire.response().status
            if status != 200:
                raise Finding(f"a half-closed request is answered with {status}")
            wire.close()
        return 500

    def resets(self):
        """Connections that break: before, in and behind their request, and in the answer."""
        data = upload(200_000)
        for _ in range(2_000):
            wire = self.open()
            kind = self.random.randrange(4)
            try:
                if kind == 1:
                    wire.send(data[:self.random.randrange(len(data))])
                elif kind == 2:
                    wire.send(data)
                elif kind == 3:
                    wire.send(request("GET", LIST, KEY) * 20)
                    wire.socket.recv(1000)
            except OSError:
                pass
            reset(wire)
        return 2_000

    def crowd(self):
        """Thousands of connections that say nothing, or half a head."""
        wires = []
        for number in range(self.count):
            wire = self.open()
            if number % 2:
                wire.send(b"GET / HT")
            wires.append(wire)
        self.healthy()
        for wire in wires:
            wire.close()
        return len(wires)

    def unread(self):
        """Clients that ask and ask, and read nothing."""
        wires = []
        asked = request("GET", LIST, KEY)
        for _ in range(200):
            wire = self.open()
            wire.socket.settimeout(0.2)
            try:
                for _ in range(60):
                    wire.send(asked * 10)
            except OSError:
                # Its requests are not read any more, as nobody reads their answers.
                pass
            wires.append(wire)
        self.healthy()
        for wire in wires:
            reset(wire)
        return len(wires)

    def large_bodies(self):
        """A hundred uploads at a time, all slow, then all finished."""
        data = upload(4 * MIB)
        wires = [self.open() for _ in range(100)]
        for start in range(0, len(data), MIB):
            for wire in wires:
                wire.send(data[start:start + MIB])
        for wire in wires:
            response = wire.response()
            if response.status != 201:
                raise Finding(f"an upload among others is answered with {response.status}: {response.body[:300]!r}")
            wire.close()
            self.delete(json.loads(response.body)["id"])
        return len(wires)

    def slow_readers(self):
        """Long answers that are read a little at a time, many at once."""
        wire = self.open()
        wire.send(upload(24 * MIB))
        stored = json.loads(wire.response().body)["id"]
        wire.close()
        wires = [self.open() for _ in range(150)]
        for number, wire in enumerate(wires):
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            target = f"/api/v2/storage/{stored}/file" if number % 2 else LIST
            wire.send(request("GET", target, KEY) * (1 if number % 2 else 30))
        for _ in range(10):
            for wire in wires:
                wire.socket.recv(16_384)
            time.sleep(0.05)
        self.healthy()
        for wire in wires:
            reset(wire)
        self.delete(stored)
        return len(wires)

    def delete(self, stored):
        wire = self.open()
        wire.send(request("DELETE", f"/api/v2/storage/{stored}/", KEY))
        status = wire.response().status
        wire.close()
        if status not in (200, 204):
            raise Finding(f"a stored file could not be deleted: {status}")

    def healthy(self):
        start = time.monotonic()
        wire = self.open()
        wire.send(request("GET", "/__admin/health", []))
        status = wire.response().status
        wire.close()
        if status != 200 or time.monotonic() - start > MOST_STALL:
            raise Finding(f"the health is {status} after {time.monotonic() - start:.1f} s")

    ALL = (slow_heads, half_closed, resets, crowd, unread, large_bodies, slow_readers)


def fill(server):
    """Jobs for a long list."""
    body = json.dumps({"sources": ["https://pictures.test/a.png"], "tag": "t" * 200,
                       "modules": {"object_scene_recognition": {"model": "general"}}}).encode()
    wire = Wire(server.port)
    for _ in range(200):
        wire.send(request("POST", "/api/v1/jobs/", KEY + [("Content-Type", "application/json")], body))
        if wire.response().status != 201:
            raise Finding("a job could not be made")
    wire.close()


def settle(server, descriptors):
    """Nothing may stay of the connections that were there."""
    end = time.monotonic() + 40
    while True:
        left = server.descriptors() - descriptors
        held = metric(server, "deepmock_buffer_bytes")
        # The connection that asks for the metric counts itself, and files of stored contents share theirs.
        if left <= 4 and held == 0:
            return
        if time.monotonic() > end:
            raise Finding(f"{left} descriptors and {held} bytes are still held")
        time.sleep(0.2)


def without_descriptors(binary):
    """More connections than descriptors: the rest waits without costing time, and is served when others have gone."""
    server = Server(binary, "--clock", "frozen", "--log-level", "error", "--idle-timeout", "30", open_files=150)
    try:
        wires = []
        for _ in range(400):
            wire = Wire(server.port, timeout=60)
            wires.append(wire)
        time.sleep(0.5)
        before, start = processor_seconds(server.pid), time.monotonic()
        time.sleep(2)
        share = (processor_seconds(server.pid) - before) / (time.monotonic() - start)
        if share > 0.2:
            raise Finding(f"without descriptors the server takes {share:.0%} of a processor")
        answered = 0
        for wire in wires:
            wire.send(request("GET", "/__admin/health", [("Connection", "close")]))
        for wire in wires:
            try:
                answered += wire.response().status == 200
            except (Closed, ConnectionError, Malformed) as error:
                raise Finding(f"a connection that had to wait was not served: {type(error).__name__}") from error
            wire.close()
        server.stop()
        return len(wires), share
    finally:
        server.remove()


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def abuse(binary, seconds, seed):
    """Plays every scene at least once; gives the figures, and raises the first finding."""
    count = min(5_000, raise_limit() // 3)
    connections, share = without_descriptors(binary)
    server, rng = Server(binary, *FLAGS), random.Random(seed)
    try:
        fill(server)
        descriptors = server.descriptors()
        watch, pulse, scenes = Watch(server), Pulse(server.port), Scenes(server, rng, count)
        end, played = time.monotonic() + seconds, 0
        while played < len(Scenes.ALL) or time.monotonic() < end:
            scene = Scenes.ALL[played % len(Scenes.ALL)]
            try:
                connections += scene(scenes)
            except (OSError, Closed, Malformed) as error:
                server.check_alive()
                raise Finding(f"{scene.__name__}: {type(error).__name__} {error}") from error
            except Finding as finding:
                raise Finding(f"{scene.__name__}: {finding}") from finding
            server.check_alive()
            settle(server, descriptors)
            played += 1
        watch.end()
        _, stall = pulse.end()
        if watch.peak_memory > MOST_MEMORY:
            raise Finding(f"{watch.peak_memory >> 20} MiB of memory, where {MOST_MEMORY >> 20} were expected")
        server.stop()
        return {
            "scenes": played, "connections": connections, "worst memory (MiB)": watch.peak_memory >> 20,
            "worst stall (ms)": round(stall * 1000),
            "processor time without descriptors": f"{share:.1%}",
        }
    finally:
        server.remove()
