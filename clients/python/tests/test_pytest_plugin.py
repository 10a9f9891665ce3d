"""The pytest plugin, as runs of pytest see it: alone, under pytest-xdist, with crashes and with a server elsewhere."""

import json
import os
import signal
import sys
import textwrap
import time

import pytest

from deepmock._tests import name_of

PREAMBLE = """
import os, json, urllib.error, urllib.request
import pytest
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))

def ask(world, path, body=None):
    content = None if body is None else json.dumps(body).encode()
    headers = {**world.deepva.headers(), "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(world.deepva.url + path, content, headers)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, None

JOB = {"sources": ["http://media.example.test/a.jpg"], "modules": {"object_scene_recognition": {"model": "general"}}}

def note(**what):
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(json.dumps(what) + "\\n")
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs pytest on a file of tests in a process of its own; answers its result and what its tests noted."""
    monkeypatch.delenv("DEEPMOCK_URL", raising=False)

    def run(source, *arguments):
        notes = pytester.path / "notes"
        notes.unlink(missing_ok=True)
        monkeypatch.setenv("NOTES", str(notes))
        if source is not None:
            pytester.makepyfile(test_app=PREAMBLE + textwrap.dedent(source))
        result = pytester.runpytest_subprocess(*arguments, timeout=120)
        lines = notes.read_text().splitlines() if notes.exists() else []
        return result, [json.loads(line) for line in lines]

    return run


def is_gone(pid):
    """Whether a process ends, within some seconds."""
    deadline = time.monotonic() + 30
    while os.path.exists(f"/proc/{pid}"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


EIGHT_WORKERS = """
@pytest.mark.parametrize("number", range(40))
def test_job(deepmock, deepmock_server, number):
    status, job = ask(deepmock, "/api/v1/jobs/", JOB)
    assert status == 201
    deepmock.until_idle()
    assert ask(deepmock, "/api/v1/jobs/")[1]["total"] == 1
    assert len(deepmock.requests()) == 2
    pid = deepmock_server.control.ask("GET", "info")["pid"]
    note(server=pid, worker=os.environ.get("PYTEST_XDIST_WORKER"), number=number, job=job["id"])
"""


def test_eight_workers_share_one_server_and_their_worlds_are_those_of_a_run_alone(run):
    result, parallel = run(EIGHT_WORKERS, "-n", "8")
    result.assert_outcomes(passed=40)
    assert len({note["worker"] for note in parallel}) == 8
    assert len({note["server"] for note in parallel}) == 1
    assert is_gone(parallel[0]["server"])
    result, alone = run(None)
    result.assert_outcomes(passed=40)
    jobs = {note["number"]: note["job"] for note in parallel}
    assert jobs == {note["number"]: note["job"] for note in alone}
    assert len(set(jobs.values())) == 40
    assert is_gone(alone[0]["server"])


def test_a_worker_that_crashes_takes_neither_server_nor_world_with_it(run):
    source = """
    import signal, time

    @pytest.mark.parametrize("number", range(12))
    def test_job(deepmock, deepmock_server, number):
        note(server=deepmock_server.control.ask("GET", "info")["pid"])
        assert ask(deepmock, "/api/v1/jobs/")[1]["total"] == 0
        ask(deepmock, "/api/v1/jobs/", JOB)
        if number == 3 and not os.path.exists("crashed"):
            open("crashed", "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
    """
    result, notes = run(source, "-n", "3")
    result.assert_outcomes(passed=11, failed=1)
    assert len({note["server"] for note in notes}) == 1
    assert is_gone(notes[0]["server"])
    # The next run has a fresh server, in which the crashed test's world does not exist any more.
    result, notes = run(None, "-n", "3", "--lf")
    result.assert_outcomes(passed=1)


def test_a_test_that_runs_again_after_a_crash_has_a_fresh_world(run):
    source = """
    @pytest.mark.parametrize("turn", range(2))
    def test_again(deepmock_server, turn):
        from deepmock._tests import make_world
        world = make_world(deepmock_server, "the same test", owned=True)
        assert ask(world, "/api/v1/jobs/")[1]["total"] == 0
        ask(world, "/api/v1/jobs/", JOB)
    """
    result, _ = run(source)
    result.assert_outcomes(passed=2)


def test_every_worker_runs_every_test_in_a_world_of_its_own(run):
    result, notes = run(EIGHT_WORKERS.replace("range(40)", "range(5)"), "--tx", "3*popen", "--dist", "each")
    result.assert_outcomes(passed=15)
    assert len({note["server"] for note in notes}) == 1


def test_a_run_that_is_killed_leaves_no_server(pytester, monkeypatch):
    monkeypatch.setenv("NOTES", str(pytester.path / "notes"))
    pytester.makepyfile(PREAMBLE + textwrap.dedent("""
    import time
    @pytest.mark.parametrize("number", range(2))
    def test_long(deepmock, deepmock_server, number):
        note(server=deepmock_server.control.ask("GET", "info")["pid"])
        time.sleep(20)
    """))
    process = pytester.popen([sys.executable, "-m", "pytest", "-n", "2"], stdin=None)
    deadline = time.monotonic() + 60
    while not (pytester.path / "notes").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    server = json.loads((pytester.path / "notes").read_text().splitlines()[0])["server"]
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert is_gone(server)


def test_a_run_without_worlds_starts_no_server(run, pytester):
    result, _ = run("def test_nothing():\n    pass\n", "-n", "2", "--deepmock-binary", "/nowhere/deepmock")
    result.assert_outcomes(passed=1)


def test_a_server_that_cannot_be_started_is_said_to_every_test(run):
    result, _ = run("def test_first(deepmock):\n    pass\ndef test_second(deepmock):\n    pass\n",
                    "-n", "2", "--deepmock-binary", "/nowhere/deepmock")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*/nowhere/deepmock, the binary that was asked for, is not there*"])


def test_a_failing_test_shows_journal_problems_and_state(run):
    source = """
    def test_refused(deepmock):
        ask(deepmock, "/api/v1/jobs/", JOB)
        assert ask(deepmock, "/api/v1/jobs/", {"sources": []})[0] == 201

    def test_misspelt(deepmock):
        deepmock.expect(status=404, path="/api/v1/robs/")
        ask(deepmock, "/api/v1/robs/")
        assert ask(deepmock, "/api/v1/jobz/")[0] == 200

    def test_unused(deepmock):
        assert False

    def test_without():
        assert False

    def test_passes(deepmock):
        ask(deepmock, "/api/v1/never-shown/")

    @pytest.fixture
    def broken(deepmock):
        ask(deepmock, "/api/v1/from-setup/")
        raise RuntimeError

    def test_setup(broken):
        pass

    @pytest.fixture
    def ending_badly(deepmock):
        yield
        raise RuntimeError

    def test_teardown(ending_badly, deepmock):
        ask(deepmock, "/api/v1/from-teardown/")
    """
    for arguments in [(), ("-n", "2")]:
        result, _ = run(source, *arguments)
        result.assert_outcomes(passed=2, failed=4, errors=2)
        text = result.stdout.str()
        assert text.count("- deepmock -") == 5
        result.stdout.fnmatch_lines_random([
            "world test-refused-* at http://127.0.0.1:*/t/test-refused-*",
            "clock frozen at 2026-01-01T00:00:00.000000Z, 1 transitions pending",
            "verdict: failed",
            "  - *createJob*",
            "verdict: passed",
            "*POST /t/test-refused-*/api/v1/jobs/  201 createJob",
            "*POST /t/test-refused-*/api/v1/jobs/  400 createJob, refused",
            "*/modules required: expected the required member modules, got nothing",
            "*robs/  404 no operation, unmatched, as expected",
            "*jobz/  404 no operation, unmatched",
            "*did you mean GET /api/v1/jobs/[?]",
            "requests: none has reached this world",
            "*from-setup/*",
            "*from-teardown/*",
        ])
        assert "never-shown" not in text


def test_markers_set_seed_data_snapshot_and_clock(run, pytester, server):
    pytester.mkdir("worlds")
    with server.world() as world:
        world.seed([{"path": "/api/v1/jobs/", "headers": {"Authorization": "Key ${prefix}demo-key"}, "json": {
            "sources": ["http://a.example.test/a.jpg"], "modules": {"face_recognition": {}}, "tag": "from the snapshot"}}])
        (pytester.path / "worlds" / "busy.zip").write_bytes(world.snapshot().file())
    entry = {"path": "/api/v1/jobs/", "headers": {"Authorization": "Key ${prefix}demo-key"}, "json": {
        "sources": ["http://a.example.test/a.jpg"], "modules": {"face_recognition": {}}, "tag": "from the file"}}
    (pytester.path / "worlds" / "jobs.json").write_text(json.dumps({"requests": [entry]}))
    source = f"""
    ENTRY = {entry!r}

    def tags(world):
        return [job["tag"] for job in ask(world, "/api/v1/jobs/")[1]["data"]]

    @pytest.mark.deepmock_seed(7)
    def test_seed(deepmock):
        note(job=ask(deepmock, "/api/v1/jobs/", JOB)[1]["id"])

    @pytest.mark.deepmock_seed("worlds/jobs.json")
    @pytest.mark.deepmock_seed([ENTRY])
    def test_data(deepmock):
        assert tags(deepmock) == ["from the file"] * 2

    @pytest.mark.deepmock_snapshot("worlds/busy.zip")
    @pytest.mark.deepmock_seed("worlds/jobs.json")
    def test_snapshot(deepmock):
        assert sorted(tags(deepmock)) == ["from the file", "from the snapshot"]

    @pytest.mark.deepmock_clock("stepping", step_ms=500, now="2031-01-01T00:00:00Z")
    def test_clock(deepmock):
        assert deepmock.now().year == 2031
        assert deepmock.control.ask("GET", "clock")["mode"] == "stepping"

    def test_default(deepmock):
        assert deepmock.control.ask("GET", "clock")["mode"] == "frozen"
    """
    result, first = run(source, "--strict-markers")
    result.assert_outcomes(passed=5)
    result, second = run(source.replace("deepmock_seed(7)", "deepmock_seed(8)"))
    assert first[0]["job"] != second[0]["job"]
    result, _ = run("@pytest.mark.deepmock_seed()\ndef test_wrong(deepmock):\n    pass\n")
    result.stdout.fnmatch_lines(["*The marker deepmock_seed takes one argument.*"])


def test_a_running_server_is_used_and_its_worlds_are_left_alone(run, server, monkeypatch):
    source = """
    def test_there(deepmock, deepmock_server):
        note(url=deepmock_server.url, world=deepmock.name)
        assert ask(deepmock, "/api/v1/jobs/")[0] == 200
    """
    with server.world(name_of("test_app.py::test_there")) as somebodys:
        somebodys.advance(7)
        for arguments in [("-n", "2"), ()]:
            result, notes = run(source, "--deepmock-url", server.url, *arguments)
            result.assert_outcomes(passed=1)
            assert notes[0]["url"] == server.url
            assert notes[0]["world"] != somebodys.name
        assert somebodys.now().second == 7
    monkeypatch.setenv("DEEPMOCK_URL", server.url)
    result, notes = run(source, "-n", "2")
    assert notes[0] == {"url": server.url, "world": name_of("test_app.py::test_there")}
    assert server.control.ask("GET", "health") == {"status": "ok"}


def test_worlds_of_failed_tests_can_be_kept(run, server):
    source = "def test_kept(deepmock):\n    assert False\ndef test_gone(deepmock):\n    pass\n"
    run(source, "--deepmock-url", server.url, "--deepmock-keep")
    names = {world["name"] for world in server.control.ask("GET", "tenants")["tenants"]}
    kept = name_of("test_app.py::test_kept")
    assert kept in names and name_of("test_app.py::test_gone") not in names
    server.existing(kept).delete()


def test_flags_of_the_server_can_be_set(run, pytester):
    pytester.makeini("[pytest]\ndeepmock_flags = --clock stepping --max-tenants 3\n")
    result, _ = run("""
    def test_flags(deepmock, deepmock_server):
        assert deepmock_server.default.control.ask("GET", "clock")["mode"] == "stepping"
        assert deepmock_server.control.ask("GET", "info")["tenants"]["maximum"] == 3
    """)
    result.assert_outcomes(passed=1)


def test_worlds_end_with_their_tests_and_a_second_attempt_begins_anew(run, pytester):
    pytester.makeconftest("""
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(item, nextitem):
            # What plugins do that run a failed test again.
            from _pytest.runner import runtestprotocol
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            for _ in range(2):
                item._initrequest()
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
            for report in reports:
                item.ihook.pytest_runtest_logreport(report=report)
            return True
    """)
    result, notes = run("""
    def test_first(deepmock):
        note(jobs=ask(deepmock, "/api/v1/jobs/")[1]["total"])
        ask(deepmock, "/api/v1/jobs/", JOB)

    def test_second(deepmock_server):
        note(worlds=len(deepmock_server.control.ask("GET", "tenants")["tenants"]))
    """)
    result.assert_outcomes(passed=2)
    assert notes == [{"jobs": 0}, {"jobs": 0}, {"worlds": 1}, {"worlds": 1}]


def test_asyncio_tests_work(run):
    result, _ = run("""
    import asyncio

    def test_clock(deepmock):
        async def main():
            await asyncio.gather(*(deepmock.aio.advance(1) for _ in range(5)))
            return await deepmock.aio.now()

        assert asyncio.run(main()).second == 5
    """)
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("test", [
    "tests/test_app.py::TestJobs::test_start[a/b-1]", "test_app.py::test_" + "long_" * 40, "x.py::test_ÜÄ", "a.B.test_c",
    "x.py::[]"])
def test_names_of_worlds_are_names(test):
    import re

    assert re.fullmatch("[a-z0-9][a-z0-9-]{0,39}", name_of(test))
    assert name_of(test) != name_of(test + "x")


def test_names_of_worlds_can_be_read():
    assert name_of("tests/test_app.py::TestJobs::test_start[a/b-1]").startswith("test-start-a-b-1-")
    assert name_of("cases.Plain.test_first").startswith("test-first-")
