#!/usr/bin/env python3
"""Counts the instructions that a request takes in user space, and compares them with Tests/Benchmark/instructions.txt.

The count hardly depends on the machine or on what else it does. The server runs under valgrind's callgrind on 32 keep-alive
connections, once with few requests and once with many: the difference is what the requests took, start and end left out.
"""

import argparse
import itertools
import os
import re
import socket
import ssl
import tempfile

from server import Server

CONNECTIONS = 32
FEW, MANY = 10, 60
# More jobs than the server keeps answers about.
JOBS = 512
# Compilers and libraries of other versions make a difference of about that much.
TOLERANCE = 0.02
BUDGETS = os.path.join(os.path.dirname(__file__), "instructions.txt")
JOB = '{"sources":["http://a.test/a.jpg"],"modules":{"face_recognition":{"model":"celebrities"}}}'


def request(port, method, path, body=None):
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Key demo-key\r\n"
    if body is not None:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + "\r\n" + (body or "")).encode()


def answer(connection):
    """Reads one answer, and returns its body."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(1 << 16)
    head, body = received.split(b"\r\n\r\n", 1)
    length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
    while len(body) < length:
        body += connection.recv(1 << 16)
    if not re.match(rb"HTTP/1.1 20[01] ", head):
        raise SystemExit(f"unexpected answer: {head.decode()}")
    return body


def total(binary, kind, rounds, output):
    """The instructions of a whole run."""
    callgrind = ("valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={output}")
    with Server(binary, "--clock", "frozen", "--ca-dir", output + ".authority", under=callgrind) as server:
        connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(CONNECTIONS)]
        if kind.endswith(", watched"):
            watcher = socket.create_connection(("127.0.0.1", server.port))
            watcher.sendall(f"GET /__admin/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            watcher.recv(1 << 16)
        if kind.endswith(", by TLS"):
            context = ssl._create_unverified_context()
            connections = [context.wrap_socket(connection, server_hostname="localhost") for connection in connections]
        jobs = []
        for _ in range(JOBS if kind == "GET many jobs in turn" else 1):
            connections[0].sendall(request(server.port, "POST", "/api/v1/jobs/", JOB))
            jobs.append(re.search(rb'"id":"([0-9a-f-]+)"', answer(connections[0])).group(1).decode())
        if kind == "first page of jobs":
            messages = [request(server.port, "GET", "/api/v1/jobs/")]
        elif kind == "POST one job":
            messages = [request(server.port, "POST", "/api/v1/jobs/", JOB)]
        else:
            messages = [request(server.port, "GET", f"/api/v1/jobs/{job}/") for job in jobs]
        messages = itertools.cycle(messages)
        for _ in range(rounds):
            for connection in connections:
                connection.sendall(next(messages))
            for connection in connections:
                answer(connection)
        for connection in connections:
            connection.close()
    with open(output) as profile:
        return int(re.search(r"^(?:summary|totals): (\d+)", profile.read(), re.MULTILINE).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--keep", help="a folder that keeps the profiles, for callgrind_annotate")
    arguments = parser.parse_args()
    with open(BUDGETS) as budgets:
        lines = [line.split("\t") for line in budgets.read().splitlines() if line and not line.startswith("#")]
    worse = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or scratch
        os.makedirs(folder, exist_ok=True)
        for kind, known, budget in lines:
            known = int(known)
            few = total(arguments.binary, kind, FEW, os.path.join(folder, "few.out"))
            many = total(arguments.binary, kind, MANY, os.path.join(folder, kind.replace(" ", "-") + ".out"))
            count = round((many - few) / ((MANY - FEW) * CONNECTIONS))
            verdict = "as known"
            if count > known * (1 + TOLERANCE):
                verdict = "MORE"
                worse.append(kind)
            elif count < known * (1 - TOLERANCE):
                verdict = "less: write it down"
            goal = "" if budget == "-" else f", budget {int(budget):,} ({'met' if count <= int(budget) else 'missed'})"
            print(f"{kind:<21} {count:>8,} instructions, known {known:>8,} ({verdict}){goal}", flush=True)
    if worse:
        raise SystemExit(
            f"{', '.join(worse)}: more instructions than {os.path.relpath(BUDGETS)} says. Make it less, or raise the number"
            " there and say in the commit what it is spent on.")


if __name__ == "__main__":
    main()
