"""What the tests of packages share: where the packages are, fresh roots, and a server in one of them."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = ROOT / ".build-dist/test"
PATIENCE = 30

sys.path.insert(0, str(ROOT / "packaging"))
import project  # noqa: E402

if os.geteuid() != 0:
    raise SystemExit("the tests of packages use chroot and namespaces: run them as root")

DIST = ROOT / "dist"
VERSION = project.version()


def package(pattern: str) -> Path:
    """The one package whose name matches."""
    found = list(DIST.glob(pattern))
    if len(found) != 1:
        raise AssertionError(f"dist/ must have one file {pattern}, not {len(found)}: run make dist")
    return found[0]


def run(*command: str | Path, **options) -> str:
    """What a program writes to standard output; its errors are part of the failure."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def fresh(name: str) -> Path:
    """An empty folder for one test."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def mirror() -> str:
    """The mirror that this machine's own Debian packages come from."""
    codename = re.search(r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(), re.M).group(1)
    listed = run(
        "apt-get", "indextargets", "--format", "$(REPO_URI)", f"Codename: {codename}", "Origin: Debian",
        "Component: main", "Created-By: Packages")
    return listed.split()[0]


# What is in the roots beyond the minimum: one of them boots.
INCLUDED = {"bookworm": ("systemd", "dbus")}


def debian_root(suite: str) -> Path:
    """A minimal Debian, made once by debootstrap and copied for each test."""
    made = WORK / "debian" / suite
    packages = INCLUDED.get(suite, ())
    if not (made / ".complete").exists():
        shutil.rmtree(made, ignore_errors=True)
        made.parent.mkdir(parents=True, exist_ok=True)
        include = [f"--include={','.join(packages)}"] if packages else []
        run("debootstrap", "--variant=minbase", *include, suite, made, mirror())
        (made / ".complete").touch()
    copy = WORK / f"{suite}-root"
    shutil.rmtree(copy, ignore_errors=True)
    run("cp", "-a", "--reflink=auto", made, copy)
    return copy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server that a test has started, and how to talk to it."""

    def __init__(self, process: subprocess.Popen, port: int, token: str | None = None):
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self.token = token

    def ask(self, method: str, path: str, headers: dict | None = None, data: bytes | None = None) -> bytes:
        request = urllib.request.Request(self.base + path, data, headers or {}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()

    def json(self, method: str, path: str, body: object = None) -> dict:
        headers = {"Authorization": "Key demo-key", "Content-Type": "application/json"}
        if path.startswith("/__admin"):
            headers["Authorization"] = f"Bearer {self.token}" if self.token else ""
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self.ask(method, path, headers, data))

    def upload(self, name: str, content: bytes) -> dict:
        boundary = "deepmock-boundary"
        body = (
            f"--{boundary}\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n/\r\n"
            f"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n").encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {
            "Authorization": "Key demo-key", "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return json.loads(self.ask("POST", "/api/v2/storage/", headers, body))

    def download(self, number: int) -> bytes:
        return self.ask("GET", f"/api/v2/storage/{number}/file/", {"Authorization": "Key demo-key"})

    def mine(self, picture: bytes) -> dict:
        """Uploads a picture, lets a job look at it, and gives the job at its end."""
        url = self.upload("photo.jpg", picture)["url"]
        job = self.json("POST", "/api/v1/jobs/", {
            "sources": [url], "modules": {"object_scene_recognition": {"model": "general"}}})
        self.json("POST", "/__admin/clock/advance", {"to": "idle"})
        return self.json("GET", f"/api/v1/jobs/{job['id']}/")

    def stop(self) -> int:
        """Asks it to end, and gives its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def serving(command: list[str | Path], port: int, token: str | None = None, **options):
    """Starts a server and waits for its ready line; afterwards it has ended, whatever happened."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    process = subprocess.Popen([str(part) for part in command], **options)
    try:
        line = process.stdout.readline()
        if not line:
            raise AssertionError(f"{command} did not start: {process.communicate()[1]}")
        ready = json.loads(line)
        server = Server(process, port, token)
        server.ready = ready
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def picture() -> bytes:
    return (ROOT / "fixtures/files/photo.jpg").read_bytes()


def wait_for(condition, what: str):
    """Waits until a condition gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come within {PATIENCE} s")
