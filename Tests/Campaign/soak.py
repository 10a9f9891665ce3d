"""Mixed load on all four platforms for a while: memory, descriptors and latency must level off.

usage: soak.py --binary BINARY [--seconds 600] [--svg FILE] [--seed N]

Every client lives in a tenant of its own and writes, reads, deletes, moves its clock, gets webhooks into a sink, takes
a snapshot and goes back to it, so that a world that is used for ever stays as large as it was.

The rule: the first quarter is for warming up. In the last quarter, compared with the second one, the median of memory may
be 15 % and 16 MiB higher, that of open descriptors 16, and the 95th percentile of latency twice as high and 20 ms. No
request may fail. Ends with 1 when the rule is broken.
"""

import argparse
import hashlib
import http.client
import json
import multiprocessing
import random
import statistics
import sys
import time

from plot import plot
from server import MIB, Finding, Server

EDGE = "edge"
CLIENTS = 6
# How many cycles a client goes on before it returns to its snapshot.
CYCLES = 25


class Client:
    """One client in a tenant of its own."""

    def __init__(self, port, number, seed):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.tenant, self.random = f"soak-{number}", random.Random(seed)
        self.port, self.latencies, self.requests = port, [], 0

    def call(self, method, path, body=None, credential=None, kind="application/json"):
        headers = {"X-Deepmock-Tenant": self.tenant}
        if credential:
            headers["Authorization"] = credential
        if body is not None:
            headers["Content-Type"] = kind
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        start = time.monotonic()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.latencies.append(time.monotonic() - start)
        self.requests += 1
        if answer.status // 100 != 2:
            raise Finding(f"{method} {path} was answered with {answer.status}: {content[:500]!r}")
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return json.loads(content) if is_json and content else content

    def deepva(self, method, path, body=None, **more):
        return self.call(method, path, body, f"Key {self.tenant}:demo-key", **more)

    def studio(self, method, path, body=None):
        return self.call(method, path, body, f"Bearer {self.tenant}:me")

    def tools(self, method, path, body=None, **more):
        return self.call(method, path, body, f"Bearer {self.tenant}:demo-token", **more)

    def admin(self, method, path, body=None):
        return self.call(method, "/__admin" + path, body)

    def prepare(self):
        self.deepva("POST", "/api/v1/webhooks/", {
            "event": "deepva.job.on_completed", "url": f"http://127.0.0.1:{self.port}/t/{self.tenant}/__admin/sink/soak"})
        self.admin("PUT", "/snapshots/start")

    def cycle(self):
        """One of everything."""
        self.mining()
        self.storage()
        self.project()
        self.dataset()
        self.calibration()
        self.admin("GET", f"/requests?limit=5")

    def mining(self):
        jobs = [self.deepva("POST", "/api/v1/jobs/", {
            "sources": [f"https://pictures.test/{self.random.randrange(1000)}.png"],
            "modules": {"object_scene_recognition": {"model": "general"}}})["id"] for _ in range(3)]
        self.admin("POST", "/clock/advance", {"to": "idle"})
        for job in jobs:
            if self.deepva("GET", f"/api/v1/jobs/{job}/")["state"] != "completed":
                raise Finding(f"job {job} has no end")
        self.deepva("DELETE", f"/api/v1/jobs/{jobs[0]}/")

    def storage(self):
        content = self.random.randbytes(self.random.choice([100, 50_000, 200_000, 3_000_000]))
        body = (f'--{EDGE}\r\nContent-Disposition: form-data; name="folder"\r\n\r\n/\r\n--{EDGE}\r\nContent-Disposition: '
                f'form-data; name="file"; filename="a.bin"\r\n\r\n').encode() + content + f"\r\n--{EDGE}--\r\n".encode()
        file = self.deepva("POST", "/api/v2/storage/", body, kind=f"multipart/form-data; boundary={EDGE}")["id"]
        got = self.deepva("GET", f"/api/v2/storage/{file}/file")
        if hashlib.sha256(got).digest() != hashlib.sha256(content).digest():
            raise Finding("a download has other bytes than its upload")
        if self.random.random() < 0.9:
            self.deepva("DELETE", f"/api/v2/storage/{file}/")

    def project(self):
        name = f"p{self.random.getrandbits(60):x}"
        project = self.studio("POST", "/projects", {"name": name, "type": "LABEL"})["id"]
        self.studio("POST", f"/projects/{project}/labels", {"name": "total"})
        self.studio("POST", f"/projects/{project}/annotations", {"name": "Labeled", "documents": [
            {"text": f"Sum {number}", "segments": [{"text": f"Sum {number}", "tags": [{"label": "total"}]}]}
            for number in range(20)]})
        self.studio("GET", f"/projects/{project}")
        if self.random.random() < 0.9:
            self.studio("DELETE", f"/projects/{project}")

    def dataset(self):
        made = self.tools("POST", "/api/v2/clients/demo/datasets", {
            "dataset_name": f"d{self.random.getrandbits(60):x}", "dataset_type": "3d", "dataset_format": "json",
            "labelling_mode": "frame_by_frame", "files": [{"file_size": 48213, "file_type": "application/zip"}],
            "tags": []})["dataset_id"]
        self.tools("GET", f"/api/v2/datasets/{made}")
        if self.random.random() < 0.9:
            self.tools("DELETE", f"/api/v2/datasets/{made}")

    def calibration(self):
        path = "/api/v2/external/clients/demo"
        self.tools("POST", f"{path}/calibration_group/create",
                   f"calibration_group_name=g{self.random.getrandbits(60):x}".encode(),
                   kind="application/x-www-form-urlencoded")
        self.tools("GET", f"{path}/calibration_groups")
        self.admin("POST", "/clock/advance", {"seconds": self.random.choice([1, 60, 3600])})

    def run(self, seconds, started, latencies):
        self.prepare()
        cycles = 0
        while time.monotonic() < started + seconds:
            self.cycle()
            cycles += 1
            if cycles % CYCLES == 0:
                self.admin("POST", "/snapshots/start/restore")
            latencies.put((time.monotonic() - started, max(self.latencies),
                           statistics.quantiles(self.latencies, n=20)[-1], len(self.latencies)))
            self.latencies = []


def work(port, number, seed, seconds, started, latencies, failures):
    try:
        Client(port, number, seed).run(seconds, started, latencies)
    except Exception as error:  # Whatever ends a client is told, and ends the soak.
        failures.put(f"client {number}: {type(error).__name__}: {error}")


def soak(binary, seconds, seed):
    """Samples of (second, MiB, descriptors) and of (second, slowest, 95th percentile, requests)."""
    server = Server(binary, "--clock", "frozen", "--log-level", "error")
    try:
        latencies, failures = multiprocessing.Queue(), multiprocessing.Queue()
        started = time.monotonic()
        clients = [
            multiprocessing.Process(
                target=work, args=(server.port, number, seed + number, seconds, started, latencies, failures), daemon=True)
            for number in range(CLIENTS)]
        for client in clients:
            client.start()
        system, answers = [], []
        while any(client.is_alive() for client in clients):
            server.check_alive()
            if not failures.empty():
                raise Finding(failures.get())
            now = time.monotonic() - started
            system.append((now, server.memory() / MIB, server.descriptors()))
            while not latencies.empty():
                answers.append(latencies.get())
            time.sleep(min(1.0, seconds / 200))
        for client in clients:
            client.join()
        if not failures.empty():
            raise Finding(failures.get())
        while not latencies.empty():
            answers.append(latencies.get())
        server.stop()
        return system, answers
    finally:
        server.remove()


def quarter(samples, seconds, number, column):
    """The median of a column in a quarter of the time."""
    begin, end = seconds * number / 4, seconds * (number + 1) / 4
    values = [sample[column] for sample in samples if begin <= sample[0] < end]
    if len(values) < 5:
        raise Finding("there are too few samples: let it run longer")
    return statistics.median(values)


def verdict(system, answers, seconds):
    """The figures, and sentences on what has not levelled off."""
    rules = {
        "memory (MiB)": (system, 1, lambda before: before * 1.15 + 16),
        "descriptors": (system, 2, lambda before: before + 16),
        "95th percentile (ms)": ([(at, p95 * 1000) for at, _, p95, _ in answers], 1, lambda before: before * 2 + 20),
    }
    figures, wrong = {}, []
    for name, (samples, column, most) in rules.items():
        before, after = quarter(samples, seconds, 1, column), quarter(samples, seconds, 3, column)
        figures[name] = {"second quarter": round(before, 1), "last quarter": round(after, 1)}
        if after > most(before):
            wrong.append(f"{name} went from {before:.1f} to {after:.1f}; {most(before):.1f} would be level")
    figures["requests"] = sum(count for _, _, _, count in answers)
    figures["slowest answer (ms)"] = round(max(slowest for _, slowest, _, _ in answers) * 1000)
    figures["most memory (MiB)"] = round(max(sample[1] for sample in system))
    return figures, wrong


def main():
    parser = argparse.ArgumentParser(description="Mixed load for a while, after which everything must be level.")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--svg", default="soak.svg", help="where the plot goes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        system, answers = soak(options.binary, options.seconds, options.seed)
        figures, wrong = verdict(system, answers, options.seconds)
    except Finding as finding:
        sys.exit(str(finding))
    plot(options.svg, options.seconds, [
        ("Resident memory (MiB)", [(at, memory) for at, memory, _ in system]),
        ("Open descriptors", [(at, count) for at, _, count in system]),
        ("95th percentile of latency (ms)", sorted((at, p95 * 1000) for at, _, p95, _ in answers)),
    ])
    print(json.dumps(figures))
    print(f"plot: {options.svg}")
    if wrong:
        sys.exit("not level: " + "; ".join(wrong))
    print("level")


if __name__ == "__main__":
    main()
