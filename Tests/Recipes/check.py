"""Checks the recipes of docs/recipes and docker against the binary: each file parses, its variables start the server,
its health checks find that server healthy, and its port is the server's own.

check.py BINARY NODE
"""

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY, NODE = sys.argv[1:3]
HELP = subprocess.check_output([BINARY, "serve", "--help"], text=True)
DEFAULT_PORT = re.search(r"else (\d+)\)", " ".join(HELP.split())).group(1)
FLAGS = set(re.findall(r"--[a-z][a-z-]+", HELP))


def fail(path, sentence):
    raise SystemExit(f"{path.relative_to(ROOT)}: {sentence}")


def variable_flag(name):
    return "--" + name.removeprefix("DEEPMOCK_").lower().replace("_", "-")


def walk(value):
    """Every mapping in a document, at any depth."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from walk(item)


def settings(mapping):
    """The variables that a mapping of a recipe gives to a server: as a mapping, or as Kubernetes' list."""
    for key in ("env", "environment", "variables"):
        found = mapping.get(key)
        if isinstance(found, list):
            found = {item["name"]: item.get("value", "a-token-from-a-secret") for item in found}
        if isinstance(found, dict) and any(name.startswith("DEEPMOCK_") for name in found):
            yield {name: str(value) for name, value in found.items() if name.startswith("DEEPMOCK_")}


def health_checks(mapping):
    """The commands and paths by which a mapping asks for the server's health."""
    test = (mapping.get("healthcheck") or {}).get("test")
    if test:
        if test[0] != "CMD":
            raise SystemExit(f"{test} must begin with CMD: the image has no shell")
        yield test[1:]
    options = mapping.get("options")
    if isinstance(options, str) and "--health-cmd" in options:
        words = shlex.split(options)
        yield shlex.split(words[words.index("--health-cmd") + 1])
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        # Whether a port takes connections is asked of other programs.
        if "exec" in mapping.get(probe, {}):
            yield mapping[probe]["exec"]["command"]
        elif "httpGet" in mapping.get(probe, {}):
            yield mapping[probe]["httpGet"]["path"]


def ports(mapping):
    """The ports that a mapping names, when it is one of our containers."""
    if "build" not in mapping and "deepmock" not in str(mapping.get("image", mapping.get("name"))):
        return
    for item in mapping.get("ports") or []:
        if isinstance(item, dict):
            yield str(item.get("containerPort") or item.get("port"))
        else:
            yield str(item).split(":")[-1]


@contextlib.contextmanager
def server(variables):
    """The binary, started by nothing but variables, on a free port and in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        variables = variables | {"DEEPMOCK_PORT": "0"}
        if "DEEPMOCK_DATA" in variables:
            variables["DEEPMOCK_DATA"] = folder
        process = subprocess.Popen(
            [BINARY, "serve"], env={"PATH": os.environ["PATH"], "TMPDIR": folder} | variables,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{variables} do not start a server: {process.stderr.read()}")
            yield json.loads(line)
        finally:
            process.terminate()
            errors = process.communicate(timeout=30)[1]
        if "no flag has the variable" in errors:
            raise SystemExit(errors)


def check(path, variables, checks):
    with server(variables) as ready:
        port = ready["base"].rsplit(":", 1)[1]
        token = variables.get("DEEPMOCK_ADMIN_TOKEN")
        if token and ready.get("admin_token") != token:
            fail(path, "the server has another token than the recipe says")
        for wanted in checks:
            if isinstance(wanted, str):
                with urllib.request.urlopen(ready["base"] + wanted, timeout=10) as answer:
                    if json.load(answer) != {"status": "ok"}:
                        fail(path, f"{wanted} is no health check")
                continue
            if Path(wanted[0]).name != "deepmock":
                fail(path, f"{wanted} is not a command of deepmock")
            done = subprocess.run(
                [BINARY, *wanted[1:]], env={"DEEPMOCK_PORT": port}, capture_output=True, text=True)
            if done.returncode != 0:
                fail(path, f"{wanted} says {done.stderr}")


def check_documents(path, documents):
    """A YAML or JSON recipe; gives how many servers it starts."""
    started = 0
    for mapping in (mapping for document in documents for mapping in walk(document)):
        for port in ports(mapping):
            if port not in (DEFAULT_PORT, "http"):
                fail(path, f"the port is {DEFAULT_PORT}, not {port}")
        checks = list(health_checks(mapping))
        for variables in settings(mapping):
            check(path, variables, checks)
            checks = []
            started += 1
        if checks:
            fail(path, f"{checks} belong to no server")
    return started


def check_dockerfile(path):
    text = path.read_text().replace("\\\n", " ")
    variables = dict(
        word.split("=") for line in re.findall(r"^ENV (.*)", text, re.M) for word in line.split())
    if re.findall(r"^EXPOSE (\d+)", text, re.M) != [DEFAULT_PORT] or variables.pop("DEEPMOCK_PORT") != DEFAULT_PORT:
        fail(path, f"the port is {DEFAULT_PORT}")
    command = json.loads(re.search(r"^HEALTHCHECK .*CMD (\[.*\])", text, re.M).group(1))
    check(path, variables | {"DEEPMOCK_HOST": "127.0.0.1"}, [command])


def check_program(path):
    """A class for Testcontainers: it is a program, and names port, health and variables of the binary."""
    text = path.read_text()
    if path.suffix == ".py":
        compile(text, path, "exec")
    if path.suffix == ".mjs":
        subprocess.run([NODE, "--check", path], check=True)
    if re.findall(r"PORT = (\d+)", text) != [DEFAULT_PORT]:
        fail(path, f"the port is {DEFAULT_PORT}")
    if not re.search(r"(/__admin|admin_url\})/health", text):
        fail(path, "it does not wait for the health of the server")
    token = re.search(r'TOKEN = "([^"]+)"', text).group(1)
    given = dict(re.findall(r'(DEEPMOCK_[A-Z_]+)"?[,:] "([^"]+)"', text))
    check(path, given | {"DEEPMOCK_ADMIN_TOKEN": token}, ["/__admin/health"])


def main():
    checked = {}
    for path in sorted([*(ROOT / "docs/recipes").rglob("*"), *(ROOT / "docker").rglob("*")]):
        if path.is_dir() or path.suffix in (".md", ".cfg", ".pyc"):
            continue
        for name in set(re.findall(r"DEEPMOCK_[A-Z_]+", path.read_text())):
            if variable_flag(name) not in FLAGS:
                fail(path, f"{name} is no variable of the server")
        if path.suffix in (".yaml", ".yml"):
            checked[path.name] = check_documents(path, list(yaml.safe_load_all(path.read_text())))
        elif path.suffix == ".json":
            checked[path.name] = check_documents(path, [json.loads(path.read_text())])
        elif path.name == "Dockerfile":
            check_dockerfile(path)
        elif path.suffix in (".py", ".java", ".mjs"):
            check_program(path)
        else:
            fail(path, "nobody checks files of this kind")
    wanted = {
        "compose.yaml": 1, "devcontainer-compose.yaml": 1, "devcontainer.json": 0, "github-actions.yaml": 1,
        "gitlab-ci.yaml": 1, "kubernetes.yaml": 2}
    missing = {name: count for name, count in wanted.items() if checked.get(name, -1) < count}
    if missing:
        raise SystemExit(f"of these, not every server was found and started: {missing}")
    print("ok")


if __name__ == "__main__":
    main()
