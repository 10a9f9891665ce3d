"""Kills a server in the middle of writes, again and again: what was acknowledged is there, and every job ends."""

import hashlib
import http.client
import json
import os
import random
import subprocess
import threading
import time

from server import Finding, Server

KEY = {"Authorization": "Key demo-key"}
STUDIO = {"Authorization": "Bearer default:me"}
TOOLS = {"Authorization": "Bearer demo-token"}
JSON = {"Content-Type": "application/json"}
EDGE = "edge"


class Ledger:
    """What the server has acknowledged. Of a request that was cut by a kill nobody knows whether it counted."""

    def __init__(self):
        self.lock = threading.Lock()
        self.jobs, self.files, self.projects, self.groups = {}, {}, {}, {}
        self.gone, self.unsure = set(), set()
        self.writes = 0


def ask(connection, method, path, headers, body=None):
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    return answer.status, content


def form(fields, filename, content):
    lines = b"".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items())
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    return lines + head.encode() + content + f"\r\n--{EDGE}--\r\n".encode()


class Writer(threading.Thread):
    """One client that writes until its server dies."""

    def __init__(self, port, ledger, seed):
        super().__init__(daemon=True)
        self.port, self.ledger, self.random = port, ledger, random.Random(seed)
        self.wrong = None

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            while True:
                self.write(connection)
                with self.ledger.lock:
                    self.ledger.writes += 1
        except (OSError, http.client.HTTPException):
            pass
        except Finding as finding:
            self.wrong = finding
        finally:
            connection.close()

    def write(self, connection):
        kind = self.random.randrange(10)
        if kind < 4:
            self.make(connection, "/api/v1/jobs/", KEY, {
                "sources": ["https://pictures.test/a.png"],
                "modules": {"object_scene_recognition": {"model": "general"}}}, self.ledger.jobs)
        elif kind < 6:
            size = self.random.choice([10, 5_000, 70_000, 300_000, 2_000_000])
            content = self.random.randbytes(size)
            status, body = ask(
                connection, "POST", "/api/v2/storage/",
                KEY | {"Content-Type": f"multipart/form-data; boundary={EDGE}"}, form({"folder": "/"}, "a.bin", content))
            self.expect(status, 201, body)
            with self.ledger.lock:
                self.ledger.files[json.loads(body)["id"]] = hashlib.sha256(content).hexdigest()
        elif kind < 7:
            self.make(connection, "/projects", STUDIO, {
                "name": f"p{self.random.getrandbits(60):x}", "type": "LABEL"}, self.ledger.projects)
        elif kind < 8:
            status, body = ask(
                connection, "POST", "/api/v2/external/clients/demo/calibration_group/create",
                TOOLS | {"Content-Type": "application/x-www-form-urlencoded"},
                f"calibration_group_name=g{self.random.getrandbits(60):x}")
            self.expect(status, (200, 201), body)
            with self.ledger.lock:
                self.ledger.groups[json.loads(body)["calibration_group_id"]] = None
        else:
            self.delete(connection)

    def make(self, connection, path, headers, record, made):
        status, body = ask(connection, "POST", path, headers | JSON, json.dumps(record))
        self.expect(status, (200, 201), body)
        with self.ledger.lock:
            made[json.loads(body)["id"]] = None

    def delete(self, connection):
        with self.ledger.lock:
            if not self.ledger.files:
                return
            file = self.random.choice(list(self.ledger.files))
            del self.ledger.files[file]
            # Until the answer is there it may or may not have gone.
            self.ledger.unsure.add(file)
        status, body = ask(connection, "DELETE", f"/api/v2/storage/{file}/", KEY)
        self.expect(status, (200, 204), body)
        with self.ledger.lock:
            self.ledger.unsure.discard(file)
            self.ledger.gone.add(file)

    def expect(self, status, wanted, body):
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        if status not in wanted:
            raise Finding(f"a write was answered with {status}: {body[:500]!r}")


class Check:
    """Looks for everything that was acknowledged."""

    def __init__(self, server, ledger, random):
        self.ledger, self.random = ledger, random
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def get(self, path, headers):
        return ask(self.connection, "GET", path, headers)

    def sample(self, records):
        """The newest records and some of the others."""
        known = list(records)
        return known[-300:] + self.random.sample(known[:-300], min(100, max(0, len(known) - 300)))

    def run(self):
        for job in self.sample(self.ledger.jobs):
            self.expect(*self.get(f"/api/v1/jobs/{job}/", KEY), 200, f"job {job}")
        total = json.loads(self.get("/api/v1/jobs/?limit=1", KEY)[1])["total"]
        if total < len(self.ledger.jobs):
            raise Finding(f"{total} jobs are there, {len(self.ledger.jobs)} were acknowledged")
        for file in self.sample(self.ledger.files):
            status, content = self.get(f"/api/v2/storage/{file}/file", KEY)
            self.expect(status, content, 200, f"file {file}")
            if hashlib.sha256(content).hexdigest() != self.ledger.files[file]:
                raise Finding(f"file {file} has other bytes")
        for file in self.sample(self.ledger.gone):
            self.expect(*self.get(f"/api/v2/storage/{file}/file", KEY), 404, f"file {file}, which was deleted,")
        for project in self.sample(self.ledger.projects):
            self.expect(*self.get(f"/projects/{project}", STUDIO), 200, f"project {project}")
        status, body = self.get("/api/v2/external/clients/demo/calibration_groups", TOOLS)
        there = body.decode("utf-8", "replace")
        for group in self.ledger.groups:
            if str(group) not in there:
                raise Finding(f"group {group} is lost: {status}")

    def finish(self):
        """Lets every job come to its end."""
        status, body = ask(
            self.connection, "POST", "/__admin/clock/advance", JSON, json.dumps({"to": "idle"}))
        self.expect(status, body, 200, "the advance of the clock")
        for state in ("waiting", "processing"):
            left = json.loads(self.get(f"/api/v1/jobs/?limit=1&state={state}", KEY)[1])
            if any(job["state"] == state for job in left["data"]):
                raise Finding(f"a job is still {state}: {left}")

    def expect(self, status, body, wanted, what):
        if status != wanted:
            raise Finding(f"{what} is answered with {status} instead of {wanted}: {body[:300]!r}")


def kill_rounds(binary, seconds, seed, writers=6):
    """Kills a server for a while; gives the figures, and raises the first finding."""
    rng, ledger, rounds = random.Random(seed), Ledger(), 0
    repairs, first = 0, time.monotonic()
    server = Server(binary, "--clock", "frozen", "--log-level", "error")
    data = os.path.join(server.folder, "data")
    server.stop()
    server.flags = (*server.flags, "--data", data)
    try:
        server.start()
        while time.monotonic() < first + seconds:
            threads = [Writer(server.port, ledger, rng.getrandbits(32)) for _ in range(writers)]
            for thread in threads:
                thread.start()
            time.sleep(rng.uniform(0.05, 1.0))
            if rng.random() < 0.3:
                advance_soon(server.port)
            server.kill()
            for thread in threads:
                thread.join()
                if thread.wrong:
                    raise thread.wrong
            rounds += 1
            repairs += check_directory(binary, data)
            server.start()
            Check(server, ledger, rng).run()
        Check(server, ledger, rng).finish()
        server.stop()
        check_directory(binary, data)
        return {
            "kill rounds": rounds, "acknowledged writes": ledger.writes,
            "records checked at the end": sum(
                map(len, (ledger.jobs, ledger.files, ledger.projects, ledger.groups, ledger.gone))),
            "things repaired by check": repairs,
        }
    finally:
        server.remove()


def advance_soon(port):
    """Asks for work to be done, without waiting for it: the kill comes in its midst."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", "/__admin/clock/advance", json.dumps({"to": "idle"}), JSON)
        time.sleep(0.03)
    except OSError:
        pass
    connection.close()


def check_directory(binary, data):
    """How many things `deepmock check` has repaired; nothing may be left."""
    done = subprocess.run([binary, "check", data], capture_output=True, text=True, timeout=300)
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines or not lines[-1].endswith(" 0 left"):
        raise Finding(f"deepmock check: {done.returncode}, {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return int(lines[-1].split(", ")[1].split()[0])
