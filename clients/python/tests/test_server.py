"""Starting, finding and stopping a server."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from deepmock import BinaryNotFound, ControlError, Deepmock, DeepmockError, StartError
from deepmock._binary import find


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_server_is_stopped_at_the_end():
    with Deepmock() as server:
        pid = server.pid
        assert is_running(pid)
        assert server.control.ask("GET", "health") == {"status": "ok"}
        assert "listening" in server.log
    assert not is_running(pid)
    with pytest.raises(DeepmockError, match="not running"):
        _ = server.url


def test_starting_twice_is_one_server_and_stopping_twice_does_nothing():
    server = Deepmock().start()
    assert server.start().pid == server.pid
    server.stop()
    server.stop()


def test_asyncio_starts_a_server_and_makes_a_world():
    async def main():
        async with Deepmock() as server:
            async with server.world("async") as world:
                assert (await world.aio.advance(2)).now == await world.aio.now()
            with pytest.raises(ControlError):
                server.control.ask("DELETE", "tenants/async")

    asyncio.run(main())


def test_data_is_kept(tmp_path):
    with Deepmock(data=tmp_path / "data") as server:
        server.world("kept").fault("listJobs", status=503)
        server.existing("kept").seed([{"path": "/api/v1/jobs/", "headers": {"Authorization": "Key ${prefix}demo-key"},
                                       "json": {"sources": ["http://a.example.test/a.jpg"],
                                                "modules": {"face_recognition": {}}}}])
    with Deepmock(data=tmp_path / "data") as server:
        assert [job.operation for job in server.existing("kept").requests()] == []
        assert [world["name"] for world in server.control.ask("GET", "tenants")["tenants"]] == ["default", "kept"]


def test_a_server_that_runs_elsewhere_is_left_running(server):
    with Deepmock.at(server.url + "/") as same:
        assert same.url == server.url
        assert same.default.deepva.key == "demo-key"
    assert server.control.ask("GET", "health") == {"status": "ok"}


def test_the_token_of_the_control_plane_is_sent():
    with Deepmock(flags=["--admin-token", "a-long-token"]) as server:
        assert server.admin_token == "a-long-token"
        with server.world() as world:
            world.until_idle()
            assert world.headers()["X-Deepmock-Admin-Token"] == "a-long-token"
        with pytest.raises(ControlError) as refused:
            Deepmock.at(server.url).world()
        assert refused.value.status == 401
        Deepmock.at(server.url, "a-long-token").world("third").delete()


def test_a_start_that_fails_says_why():
    with pytest.raises(StartError, match="--clock must be running, frozen or stepping"):
        Deepmock(flags=["--clock", "backwards"]).start()


def test_a_start_on_a_taken_port_says_so(server):
    with pytest.raises(StartError, match="in use"):
        Deepmock(port=int(server.url.rsplit(":", 1)[1])).start()


def test_a_server_ends_with_a_process_that_is_killed():
    script = "import time, deepmock; server = deepmock.Deepmock().start(); print(server.pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.send_signal(signal.SIGKILL)
    wait_until(lambda: not is_running(pid))


def test_a_server_ends_with_a_process_that_forgets_it():
    script = "import deepmock; server = deepmock.Deepmock().start(); print(server.pid)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert not is_running(int(done.stdout))


def test_the_module_is_the_program():
    done = subprocess.run(
        [sys.executable, "-m", "deepmock", "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip()[0].isdigit()


def test_the_binary_is_found_in_the_variable_then_on_the_path(tmp_path, monkeypatch):
    real = find()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find() == real
    monkeypatch.delenv("DEEPMOCK_BINARY")
    with pytest.raises(BinaryNotFound, match="There is no deepmock to start"):
        find()
    # The console script that pip makes is no server: it would call itself without end.
    script = tmp_path / "deepmock"
    script.write_text("#!/usr/bin/python3\n")
    script.chmod(0o755)
    with pytest.raises(BinaryNotFound):
        find()
    script.unlink()
    script.symlink_to(real)
    assert find() == str(script)
    monkeypatch.setenv("DEEPMOCK_BINARY", str(tmp_path / "missing"))
    with pytest.raises(BinaryNotFound, match=r"missing, the binary that \$DEEPMOCK_BINARY names"):
        find()
    assert find(real) == os.path.abspath(real)
