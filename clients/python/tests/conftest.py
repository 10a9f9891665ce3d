"""The tests of the kit: they need a server program in $DEEPMOCK_BINARY, and pytest-xdist.

    DEEPMOCK_BINARY=.build/debug/deepmock python -m pytest clients/python
"""

import json
import os
import pathlib
import urllib.error
import urllib.request

import pytest

from deepmock import Deepmock, World
from deepmock._binary import find

pytest_plugins = ["pytester"]

# Programs that tests start use these sources, too, and the same binary wherever they run.
os.environ["PYTHONPATH"] = str(pathlib.Path(__file__).parent.parent)
os.environ["DEEPMOCK_BINARY"] = find()
# They load these plugins and no others, which makes them start a good deal faster.
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
os.environ["PYTEST_PLUGINS"] = "xdist.plugin,deepmock.pytest_plugin"
# In continuous integration pytest repeats every failure in its summary, which the tests of reports do not expect.
for name in ("CI", "BUILD_NUMBER"):
    os.environ.pop(name, None)

JOB = {"sources": ["http://media.example.test/a.jpg"], "modules": {"object_scene_recognition": {"model": "general"}}}


class Client:
    """What an app does: it knows a URL and a key, and nothing of this kit."""

    def __init__(self, world: World) -> None:
        self.platform = world.deepva

    def ask(self, method, path, body=None):
        """The status and the JSON of an answer."""
        content = None if body is None else json.dumps(body).encode()
        headers = {**self.platform.headers(), "Content-Type": "application/json"}
        request = urllib.request.Request(self.platform.url + path, content, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def start_job(self, **members):
        """The id of a new job."""
        status, job = self.ask("POST", "/api/v1/jobs/", {**JOB, **members})
        assert status == 201, job
        return job["id"]

    def job(self, identifier):
        """A job."""
        status, job = self.ask("GET", f"/api/v1/jobs/{identifier}/")
        assert status == 200, job
        return job


@pytest.fixture(scope="session", autouse=True)
def no_proxy_reaches_loopback():
    """A proxy of the environment must not come between; were one asked, it would not answer."""
    os.environ["http_proxy"] = "http://127.0.0.1:9"
    os.environ["no_proxy"] = ""
    # urllib of the tests' own client must not use it.
    urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))


@pytest.fixture(scope="session")
def server():
    """A server for all tests of this process."""
    with Deepmock() as server:
        yield server


@pytest.fixture
def world(server):
    """A world."""
    with server.world() as world:
        yield world


@pytest.fixture
def client(world):
    """An app in that world."""
    return Client(world)
