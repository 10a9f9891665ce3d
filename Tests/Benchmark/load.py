"""Load on a server of this machine: as fast as it goes with wrk, and at a fixed rate with h2load."""

import os
import re
import subprocess
import tempfile

SECONDS = 3
CONNECTIONS = 32


def fastest(url, headers=(), script=None, seconds=SECONDS, connections=CONNECTIONS):
    """Requests per second of wrk with one thread. A script is Lua for wrk."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", script]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"wrk got errors from {url}:\n{out}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def latencies(url, rate, headers=(), body=None, seconds=SECONDS, connections=CONNECTIONS):
    """Milliseconds within which half, 99 in 100 and 999 in 1,000 requests were answered, at `rate` requests a second."""
    with tempfile.TemporaryDirectory() as folder:
        log, data = os.path.join(folder, "log"), os.path.join(folder, "body")
        per_client = max(1, round(rate / connections))
        command = ["h2load", "--h1", f"-c{connections}", f"-n{per_client * connections * seconds}", f"--rps={per_client}",
                   f"--log-file={log}"]
        for header in headers:
            command += ["-H", header]
        if body is not None:
            with open(data, "wb") as file:
                file.write(body)
            command += ["-d", data]
        out = subprocess.run([*command, url], capture_output=True, text=True, check=True, timeout=60 + 10 * seconds).stdout
        with open(log) as lines:
            rows = [line.split("\t") for line in lines]
    bad = [row for row in rows if not row[1].startswith("2")]
    if bad:
        raise SystemExit(f"h2load got {len(bad)} errors from {url}:\n{out}")
    times = sorted(int(row[2]) / 1000 for row in rows)
    return [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.99, 0.999)]


def post_script(folder, body, media_type, name="post.lua"):
    """A script for wrk that sends the same body again and again."""
    path = os.path.join(folder, name)
    with open(path, "w") as script:
        script.write(f"wrk.method = 'POST'\nwrk.headers['Content-Type'] = '{media_type}'\nwrk.body = [==[{body}]==]\n")
    return path
