"""What can be done with a world."""

import ast
import asyncio
import http.server
import pathlib
import re
import threading
import time
from datetime import datetime, timedelta, timezone

import pytest
from conftest import JOB, Client

from deepmock import PASS, ControlError, DeepmockError, VerificationError, World

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def test_each_platform_answers_at_its_url_with_its_credentials(world):
    assert world.url.endswith(f"/t/{world.name}")
    assert world.admin_url == world.url + "/__admin"
    tools, calibrate = world.deepen_tools, world.deepen_calibrate
    assert (tools.token, tools.client_id) == (f"{world.name}:demo-token", "demo")
    places = [
        (world.deepva, "/api/v1/jobs/"),
        (world.deepopinion, "/projects"),
        (tools, f"/api/v2/clients/{tools.client_id}/datasets"),
        (calibrate, f"/api/v2/external/clients/{calibrate.client_id}/calibration_groups"),
    ]
    for platform, path in places:
        client = Client(world)
        client.platform = platform
        assert client.ask("GET", path)[0] == 200, platform
    assert [request.platform for request in world.requests()] == [
        "deepva", "deepopinion", "deepen-tools", "deepen-calibrate"]


def test_the_demo_account_can_log_in(world):
    client = Client(world)
    client.platform = world.deepopinion
    status, answer = client.ask(
        "POST", "/auth/login", {"email": world.deepopinion.email, "password": world.deepopinion.password})
    assert (status, answer["status"]) == (200, "OK")


def test_headers_lead_to_the_world_from_any_url(server, world):
    assert world.headers() == {"X-Deepmock-Tenant": world.name}
    world.advance(5)
    from deepmock import ControlPlane

    assert ControlPlane(server.url + "/__admin", world.headers()).ask("GET", "clock")["now"].startswith(
        "2026-01-01T00:00:05")


def test_worlds_with_one_name_are_refused_and_a_deleted_one_can_be_made_again(server):
    with server.world("twice"):
        with pytest.raises(ControlError) as refused:
            server.world("twice")
        assert refused.value.status == 409
        assert refused.value.code == "conflict"
    server.world("twice").delete()
    server.existing("twice").delete()


def test_same_name_and_seed_give_the_same_ids(server):
    def identifier(seed):
        with server.world("seeded", seed=seed) as world:
            return Client(world).start_job()

    assert identifier(4) == identifier(4)
    assert identifier(4) != identifier(5)


def test_time_moves_when_the_test_says_so(world, client):
    job = client.start_job()
    assert world.now() == START
    assert client.job(job)["state"] == "waiting"
    moved = world.advance(timedelta(milliseconds=600))
    assert moved.now == START + timedelta(milliseconds=600) == world.now()
    assert [(step.name, step.subject) for step in moved.ran] == [("deepva.job.start", job)]
    assert moved.ran[0].at < moved.now
    assert client.job(job)["state"] == "processing"
    assert [step.name for step in world.until_idle().ran] == ["deepva.job.finish"]
    assert client.job(job)["state"] == "completed"
    assert world.until_next().ran == ()


def test_a_client_that_polls_does_not_wait(world, client, monkeypatch):
    monkeypatch.setattr("time.sleep", world.sleep)
    job = client.start_job()
    polls = 0
    while client.job(job)["state"] != "completed":
        time.sleep(0.1)
        polls += 1
        assert polls < 100
    assert polls > 1
    assert world.now() == START + timedelta(seconds=0.1) * polls


def test_the_clock_can_be_set(server, world):
    world.set_clock(now=datetime(2030, 5, 1, tzinfo=timezone.utc))
    assert world.now().year == 2030
    world.set_clock("running", rate=1000)
    assert world.control.ask("GET", "clock")["rate"] == 1000
    with pytest.raises(ControlError, match="409"):
        world.set_clock(now="2020-01-01T00:00:00Z")
    with server.world(clock="stepping", step_ms=250, now="2027-01-01T00:00:00Z") as other:
        assert other.control.ask("GET", "clock")["step_ms"] == 250
        assert other.now().year == 2027


def test_planned_failures_happen(world, client):
    world.fail("deepva", "Too dark.", tag="nightly", times=1)
    first, second = client.start_job(tag="nightly"), client.start_job(tag="nightly")
    world.until_idle()
    assert (client.job(first)["state"], client.job(first)["errors"]) == ("failed", ["Too dark."])
    assert client.job(second)["state"] == "completed"


def test_outcomes_may_be_stuck_or_late(world, client):
    job = client.start_job()
    world.outcome("deepva", "stuck", id=job)
    late = client.start_job(tag="late")
    world.outcome("deepva", "completed", operation="createJob", tag="late", after_ms=3_600_000)
    assert world.until_idle().now >= START + timedelta(hours=1)
    assert (client.job(job)["state"], client.job(late)["state"]) == ("processing", "completed")


def test_planned_faults_come_in_their_order(world, client):
    plan = world.fault("listJobs", {"status": 503, "retry_after": 1}, PASS, {"status": 429})
    assert [client.ask("GET", "/api/v1/jobs/")[0] for _ in range(4)] == [503, 200, 429, 200]
    assert (plan.used_up, plan.fired) == (True, 2)
    plan = world.fault(status=500, times=2, match={"method": "DELETE"})
    assert client.ask("DELETE", f"/api/v1/jobs/{client.start_job()}/")[0] == 500
    assert not plan.used_up
    plan.drop()
    assert world.control.ask("GET", "faults")["faults"][-1]["id"] != plan.id


def test_a_bound_fault_is_for_requests_with_its_header(world, client):
    plan = world.fault("listJobs", status=418, bound=True, id="mine")
    assert plan.headers == {"X-Deepmock-Fault-Plan": "mine"}
    assert client.ask("GET", "/api/v1/jobs/")[0] == 200
    assert plan.fired == 0


def test_requests_can_be_looked_at(world, client):
    job = client.start_job()
    client.job(job)
    assert client.ask("POST", "/api/v1/jobs/", {"sources": []})[0] == 400
    made, read, refused = world.requests()
    assert (made.operation, made.status, made.verdict, made.problem) == ("createJob", 201, "answered", None)
    assert (read.method, read.target) == ("GET", f"/t/{world.name}/api/v1/jobs/{job}/")
    assert made.id < read.id < refused.id and made.at == START
    assert refused.problem["violations"][0]["pointer"] == "/modules"
    assert world.request(made.id)["body"]["json"] == JOB
    assert [request.id for request in world.requests("createJob", status=400)] == [refused.id]
    assert [request.id for request in world.requests(limit=2)] == [read.id, refused.id]
    assert world.requests(method="post", expected=False) == [refused]
    assert all(request.platform == "control" for request in world.requests(platform="control"))
    assert (world.count("createJob"), world.count(status=400, verdict="refused")) == (2, 1)


def test_verification_shows_the_nearest_misses(world, client):
    client.start_job(tag="a")
    world.verify("createJob", times=1, body={"tag": "a"})
    world.verify("deleteJob", times=0)
    with pytest.raises(AssertionError) as failed:
        world.verify("createJob", body={"tag": "b"}, at_least=1, at_most=2)
    text = str(failed.value)
    assert "expected at least 1 and at most 2 of operation 'createJob', body {'tag': 'b'}; 0 came." in text
    assert "expected 'b', got 'a'" in text
    assert isinstance(failed.value, DeepmockError)


def test_an_order_can_be_verified(world, client):
    client.job(client.start_job())
    order = [{"request": {"operation": "createJob"}}, {"request": {"operation": "getJob"}}]
    world.verify_all(order, in_order=True)
    with pytest.raises(VerificationError, match="in this order"):
        world.verify_all(order[::-1], in_order=True)


def test_expected_problems_are_marked(world, client):
    world.expect("createJob", status=400, times=1)
    client.ask("POST", "/api/v1/jobs/", {})
    client.ask("POST", "/api/v1/jobs/", {})
    assert [request.expected for request in world.requests()] == [True, False]
    assert len(world.requests(expected=True)) == 1


def test_the_verdict_tells_what_nobody_expected(world, client):
    client.start_job()
    assert world.verdict().passed
    world.expect("createJob", status=400)
    client.ask("POST", "/api/v1/jobs/", {})
    assert world.verdict().passed
    world.fault("listJobs", status=503)
    client.ask("GET", "/api/v1/jobz/")
    verdict = world.verdict()
    assert not verdict.passed
    assert sorted(finding["kind"] for finding in verdict.findings) == ["unknown_operation", "unused_fault"]


def test_a_world_goes_back_to_a_snapshot_and_to_another_world(server, world, client):
    job = client.start_job()
    clean = world.snapshot("clean")
    world.until_idle()
    clean.restore()
    assert client.job(job)["state"] == "waiting"
    file = clean.file()
    clean.drop()
    with pytest.raises(ControlError, match="404"):
        clean.restore()
    with server.world() as other:
        other.load(file)
        assert Client(other).job(job)["state"] == "waiting"
        with other.fork(other.name + "-2") as fork:
            assert Client(fork).job(job)["id"] == job
            assert fork.deepva.key == f"{fork.name}:demo-key"
        other.reset()
        assert Client(other).ask("GET", f"/api/v1/jobs/{job}/")[0] == 404


def test_seeds_and_own_credentials(world, client, tmp_path):
    entry = {"path": "/api/v1/jobs/", "headers": {"Authorization": "Key ${prefix}demo-key"}, "json": JOB}
    assert world.seed([entry, entry]) == 2
    file = tmp_path / "seed.json"
    file.write_text('{"requests": [{"path": "/api/v1/jobs/", "headers": {"Authorization": "Key ${prefix}demo-key"}, '
                    '"json": {"sources": ["http://a.example.test/a.jpg"], "modules": {"face_recognition": {}}}}]}')
    assert world.seed(file) == 1
    assert client.ask("GET", "/api/v1/jobs/")[1]["total"] == 3
    world.credential("deepva", f"key-in-the-config-of-{world.name}", access="read")
    status, _ = Client(world).ask("GET", "/api/v1/jobs/")
    assert status == 200


def test_a_clock_moves_while_the_loop_receives_the_webhook_of_it(world, client):
    """The server waits for webhooks in flight, so that a receiver on the loop that is held up would never answer."""
    received = []

    async def main():
        async def receive(reader, writer):
            head = await reader.readuntil(b"\r\n\r\n")
            received.append(head.split(b"\r\n")[0])
            writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            await writer.drain()
            writer.close()

        receiver = await asyncio.start_server(receive, "127.0.0.1", 0)
        port = receiver.sockets[0].getsockname()[1]
        async with receiver:
            hook = {"events": ["on_completed"], "callback": f"http://127.0.0.1:{port}/done"}
            await asyncio.to_thread(client.start_job, webhook=hook)
            ran = (await world.aio.until_idle()).ran
            await world.aio.verify("createJob", times=1)
            return [step.name for step in ran]

    assert "deepva.job.finish" in asyncio.run(main())
    assert received == [b"POST /done HTTP/1.1"]


def test_the_control_plane_is_there_for_what_has_no_method(world):
    assert world.control.ask("PUT", "settings", {"workers": {"deepva.jobs": 4}})["workers"]["deepva.jobs"] == 4
    with pytest.raises(ControlError, match="400"):
        world.control.ask("PUT", "settings", {"worker": 1})


def test_a_server_that_is_gone_is_an_error_that_says_so():
    class Silent(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.close_connection = True

        def log_message(self, *_):
            pass

    from deepmock import ControlPlane

    silent = http.server.HTTPServer(("127.0.0.1", 0), Silent)
    thread = threading.Thread(target=silent.handle_request)
    thread.start()
    with pytest.raises(ControlError, match="does not answer"):
        ControlPlane(f"http://127.0.0.1:{silent.server_port}/__admin").ask("GET", "health")
    thread.join()
    silent.server_close()
    with pytest.raises(ControlError, match="does not answer"):
        ControlPlane(f"http://127.0.0.1:{silent.server_port}/__admin").ask("GET", "health")


def test_the_page_of_the_kit_names_what_there_is():
    page = (pathlib.Path(__file__).parent.parent / "README.md").read_text()
    names = set(re.findall(r"\b(?:deepmock|world)\.([a-z_]+)", re.sub(r"from deepmock\S* import", "", page)))
    made = {"deepva", "deepopinion", "deepen_tools", "deepen_calibrate", "control"}
    assert len(names) > 12
    assert names <= {name for name in dir(World) if not name.startswith("_")} | made | {"unittest"}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        ast.parse(block)
