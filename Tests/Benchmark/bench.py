#!/usr/bin/env python3
"""Measures deepmock beside a canned responder on the same event loop, in one run on one machine.

Prints a table with each figure beside its budget. Sends traffic to 127.0.0.1 only; every load is bounded in time.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

from server import Server

SECONDS = 3
KEY = "Authorization: Key demo-key"
JOB = b'{"sources":["http://example.test/a.jpg"],"modules":{"object_scene_recognition":{"model":"general"}},"tag":"bench"}'
POST = (
    b"POST /api/v1/jobs/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key demo-key\r\n"
    b"Content-Type: application/json\r\nContent-Length: " + str(len(JOB)).encode() + b"\r\n\r\n" + JOB
)


def wrk(port, path, script=None, connections=32, scheme="http"):
    """Requests per second of wrk with one thread."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-H", KEY]
    if script:
        command += ["-s", script]
    out = subprocess.run(command + [f"{scheme}://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"wrk got errors on {path}:\n{out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def post_script(directory):
    path = os.path.join(directory, "post.lua")
    with open(path, "w") as script:
        script.write(
            "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n"
            f"wrk.body = [==[{JOB.decode()}]==]\n")
    return path


def post_jobs(port, count):
    """Creates jobs over one pipelined connection, and answers the id of the last one."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(60)
        answered, sent, tail = 0, 0, b""
        while answered < count:
            batch = min(200, count - sent)
            if batch:
                connection.sendall(POST * batch)
                sent += batch
            while answered < sent:
                data = connection.recv(1 << 20)
                if not data:
                    raise SystemExit("the server closed the connection")
                joined = tail + data
                answered += joined.count(b"HTTP/1.1 201")
                tail = joined[-11:] if not joined.endswith(b"HTTP/1.1 201") else b""
                last = joined
    return re.findall(rb'"id":"([0-9a-f-]{36})"', last)[-1].decode() if b'"id"' in last else None


def job_id(port):
    request = b"GET /api/v1/jobs/?limit=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key demo-key\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        answer = b""
        while data := connection.recv(1 << 16):
            answer += data
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])["data"][0]["id"]


def job_count(port):
    with urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/jobs/?limit=1", headers={"Authorization": "Key demo-key"})) as answer:
        return json.load(answer)["total"]


def counter(port, name):
    """A counter of the server's metrics."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__admin/metrics") as answer:
        return float(re.search(rf"^{re.escape(name)} ([\d.]+)$", answer.read().decode(), re.MULTILINE).group(1))


def plan_everything(port):
    """Tenants, snapshots, outcomes and faults that none of the measured requests meets."""
    def control(method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}/__admin/{path}", data, headers, method=method)
        urllib.request.urlopen(request).read()

    for number in range(64):
        control("POST", "tenants", {"name": f"idle-{number}"})
    control("PUT", "snapshots/idle")
    control("POST", "outcomes", {"platform": "deepva", "match": {"tag": "no such tag"}, "state": "failed"})
    control("POST", "faults", {"match": {"operation": "deleteJob"}, "steps": [{"status": 503}]})


def side_by_side(first_port, first_path, second_port, second_path, scheme="http"):
    """The second server's requests per second as a ratio to the first one's: the median of seven turns.

    `scheme` is how the second one is asked.
    """
    ratios = []
    for _ in range(7):
        first = wrk(first_port, first_path)
        ratios.append(wrk(second_port, second_path, scheme=scheme) / first)
    return sorted(ratios)[3]


def upload(port, size):
    """Uploads one file of `size` bytes by multipart, and answers (seconds, storage id)."""
    head = (b'--b\r\nContent-Disposition: form-data; name="folder"\r\n\r\n/\r\n'
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n')
    tail = b"\r\n--b--\r\n"
    piece = os.urandom(1 << 20)
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(120)
        connection.sendall(
            b"POST /api/v2/storage/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key demo-key\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
            + str(len(head) + size + len(tail)).encode() + b"\r\n\r\n" + head)
        for _ in range(size >> 20):
            connection.sendall(piece)
        connection.sendall(tail)
        answer = connection.recv(1 << 16)
    if b" 201 " not in answer:
        raise SystemExit(f"upload failed: {answer[:300]}")
    return time.perf_counter() - began, json.loads(answer.split(b"\r\n\r\n", 1)[1])["id"]


def write_directly(path, size):
    """Seconds that a program needs to write `size` bytes to a file and to the device."""
    piece = os.urandom(1 << 20)
    began = time.perf_counter()
    with open(path, "wb") as file:
        for _ in range(size >> 20):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    seconds = time.perf_counter() - began
    os.unlink(path)
    return seconds


def upload_dataset(port, size):
    """Uploads a dataset's archive of `size` bytes in one resumable request, and answers the seconds."""
    body = json.dumps({
        "dataset_name": "big", "dataset_type": "images", "files": [{"file_size": size, "file_type": "application/zip"}]})
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v2/clients/demo/datasets", body.encode(),
        {"Authorization": "Bearer demo-token", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        url = urllib.parse.urlsplit(json.load(answer)["files"][0]["resumable_upload_url"])
    piece = os.urandom(1 << 20)
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(120)
        connection.sendall(
            f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode())
        for _ in range(size >> 20):
            connection.sendall(piece)
        answer = connection.recv(1 << 16)
    if b" 200 " not in answer:
        raise SystemExit(f"upload failed: {answer[:300]}")
    return time.perf_counter() - began


def download(port, identifier):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(120)
        connection.sendall(
            f"GET /api/v2/storage/{identifier}/file/ HTTP/1.1\r\nHost: localhost\r\n{KEY}\r\nConnection: close\r\n\r\n".encode())
        count = 0
        while data := connection.recv(1 << 20):
            count += len(data)
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--canned", required=True)
    parser.add_argument("--jobs", type=int, default=1_000_000, help="jobs of the large world")
    parser.add_argument("--before", help="an earlier build, to measure GET one job beside")
    parser.add_argument("--upload-mib", type=int, default=1024)
    arguments = parser.parse_args()
    rows = []

    def row(what, value, budget, good):
        rows.append((what, value, budget, "met" if good else "missed"))
        print(f"{what:<46} {value:<34} {budget:<28} {'met' if good else 'MISSED'}", flush=True)

    scratch = tempfile.TemporaryDirectory()
    script = post_script(scratch.name)

    canned = subprocess.Popen([arguments.canned], stdout=subprocess.PIPE, text=True)
    canned_port = int(canned.stdout.readline())
    bases = []

    def beside(port, path, script=None):
        """Requests per second, and as a ratio to the canned responder, measured right before and right after.

        The turn in the middle of three counts: a neighbour on the machine may take a part of one of them.
        """
        turns = []
        for _ in range(3):
            before = wrk(canned_port, "/")
            measured = wrk(port, path, script)
            base = (before + wrk(canned_port, "/")) / 2
            bases.append(base)
            turns.append((measured / base, measured))
        ratio, measured = sorted(turns)[1]
        return measured, ratio

    print(f"{'what':<46} {'measured':<34} {'budget':<28}")

    starts = []
    for _ in range(5):
        with Server(arguments.binary) as server:
            starts.append(server.start_milliseconds)
            idle = server.memory()
    start = sorted(starts)[2]

    with Server(arguments.binary, "--clock", "frozen") as server:
        post_jobs(server.port, 1000)
        get_path = f"/api/v1/jobs/{job_id(server.port)}/"
        get_small, get_ratio = beside(server.port, get_path)
        row("GET one job", f"{get_small:,.0f} requests/s = {get_ratio:.2f} x", "at least 0.50 x", get_ratio >= 0.5)
        ratio = side_by_side(server.port, get_path, server.port, get_path, scheme="https")
        row("GET one job over TLS, keep-alive", f"{ratio:.2f} of plain", "at least 0.80 of plain", ratio >= 0.8)
        _, list_small_ratio = beside(server.port, "/api/v1/jobs/")
        with Server(arguments.binary, "--clock", "frozen") as other:
            post_jobs(other.port, 1000)
            plan_everything(other.port)
            ratio = side_by_side(server.port, get_path, other.port, f"/api/v1/jobs/{job_id(other.port)}/")
            row("GET one job, control plane in use but idle", f"{ratio:.2f} of unused", "at least 0.97", ratio >= 0.97)
        if arguments.before:
            with Server(arguments.before, "--clock", "frozen") as other:
                post_jobs(other.port, 1000)
                ratio = 1 / side_by_side(server.port, get_path, other.port, f"/api/v1/jobs/{job_id(other.port)}/")
                row("GET one job, beside the earlier build", f"{ratio:.2f} x", "at least 0.97 x", ratio >= 0.97)
    with Server(arguments.binary, "--clock", "frozen") as server:
        posts, post_ratio = beside(server.port, "/api/v1/jobs/", script)
        row("POST one job, in memory", f"{posts:,.0f} requests/s = {post_ratio:.2f} x", "at least 0.30 x", post_ratio >= 0.3)
    with Server(arguments.binary, "--clock", "frozen", "--data", os.path.join(scratch.name, "data")) as server:
        posts, ratio = beside(server.port, "/api/v1/jobs/", script)
        row("POST one job, durable (--data)", f"{posts:,.0f} requests/s = {ratio:.2f} x", "at least 0.25 x", ratio >= 0.25)
        # A commit writes once to the log.
        commits = counter(server.port, 'deepmock_commits_total{result="committed"}') / job_count(server.port)
        row("writes of the log a durable POST", f"{commits:.3f}", "at most 0.2", commits <= 0.2)

    with Server(arguments.binary, "--clock", "frozen") as server:
        before = server.memory()
        post_jobs(server.port, arguments.jobs)
        bytes_a_job = (server.memory() - before) * (1 << 20) / arguments.jobs
        row(f"memory of one of {arguments.jobs:,} jobs", f"{bytes_a_job:,.0f} bytes", "600 bytes", bytes_a_job <= 600)
        get_path = f"/api/v1/jobs/{job_id(server.port)}/"
        rate, ratio = beside(server.port, get_path)
        row(f"GET one job, {arguments.jobs:,} jobs", f"{rate:,.0f} requests/s = {ratio / get_ratio:.2f} of 1,000", "at least 0.90 of 1,000", ratio >= 0.9 * get_ratio)
        rate, ratio = beside(server.port, "/api/v1/jobs/")
        row("first page of a list, 1,000 jobs", f"{list_small_ratio:.2f} x", "-", True)
        row(f"first page of a list, {arguments.jobs:,} jobs", f"{rate:,.0f} requests/s = {ratio / list_small_ratio:.2f} of 1,000", "at least 0.90 of 1,000", ratio >= 0.9 * list_small_ratio)
        rate, ratio = beside(server.port, "/api/v1/jobs/", script)
        row(f"POST one job, {arguments.jobs:,} jobs", f"{rate:,.0f} requests/s = {ratio / post_ratio:.2f} of an empty world", "at least 0.90", ratio >= 0.9 * post_ratio)
    canned.kill()
    row("canned responder, same loop (mean)", f"{sum(bases) / len(bases):,.0f} requests/s", "the yardstick", True)
    row("start to ready line (median of 5)", f"{start:.1f} ms", "30 ms", start <= 30)
    row("resident memory, idle", f"{idle:.1f} MB", "20 MB", idle <= 20)

    with Server(arguments.binary) as server:
        before = server.memory()
        server.reset_peak()
        seconds, identifier = upload(server.port, arguments.upload_mib << 20)
        above = server.memory("VmHWM") - before
        row(f"receiving a {arguments.upload_mib} MiB file", f"{above:.1f} MB above idle, {seconds:.1f} s", "32 MB above idle", above <= 32)
        server.reset_peak()
        count = download(server.port, identifier)
        above = server.memory("VmHWM") - before
        row(f"sending a {arguments.upload_mib} MiB file", f"{above:.1f} MB above idle", "32 MB above idle", above <= 32 and count > arguments.upload_mib << 20)

    size = arguments.upload_mib << 20
    direct = write_directly(os.path.join(scratch.name, "direct"), size)
    with Server(arguments.binary, "--data", os.path.join(scratch.name, "uploads")) as server:
        before = server.memory()
        server.reset_peak()
        seconds = upload_dataset(server.port, size)
        above = server.memory("VmHWM") - before
        row(
            f"resumable upload of {arguments.upload_mib} MiB, durable",
            f"{direct / seconds:.2f} x the speed of the disk, {above:.1f} MB above idle", "at least 0.50 x, 32 MB",
            direct / seconds >= 0.5 and above <= 32)

    with Server(arguments.binary) as server:
        before = server.memory()
        connections = []
        for _ in range(10_000):
            connection = socket.create_connection(("127.0.0.1", server.port))
            connections.append(connection)
        for connection in connections:
            connection.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for connection in connections:
            connection.recv(4096)
        above = server.memory() - before
        row("10,000 idle keep-alive connections", f"{above:.1f} MB above idle", "64 MB above idle", above <= 64)
        for connection in connections:
            connection.close()
    scratch.cleanup()


if __name__ == "__main__":
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    main()
