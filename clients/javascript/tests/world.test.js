// What can be done with a world, with the hooks of node:test.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { PASS, worlds } from "../deepmock.js";
import { Client, JOB } from "./client.js";

const deepmock = worlds({ beforeAll: before, afterAll: after, beforeEach, afterEach });
const client = () => new Client(deepmock.world.deepva);
const START = Date.parse("2026-01-01T00:00:00Z");

test("each platform answers at its URL with its credentials", async () => {
  const { world } = deepmock;
  assert.match(world.name, /^each-platform-answers/);
  for (const [platform, path] of [
    [world.deepva, "/api/v1/jobs/"],
    [world.deepopinion, "/projects"],
    [world.deepenTools, `/api/v2/clients/${world.deepenTools.clientId}/datasets`],
    [world.deepenCalibrate, `/api/v2/external/clients/${world.deepenCalibrate.clientId}/calibration_groups`],
  ]) assert.equal((await new Client(platform).ask("GET", path)).status, 200, path);
  const platforms = (await world.requests()).map(({ platform }) => platform);
  assert.deepEqual(platforms, ["deepva", "deepopinion", "deepen-tools", "deepen-calibrate"]);
  const { email, password } = world.deepopinion;
  assert.equal((await new Client(world.deepopinion).ask("POST", "/auth/login", { email, password })).status, 200);
});

test("headers lead to the world from any URL", async () => {
  await deepmock.world.advance(5);
  const answer = await fetch(`${deepmock.server.url}/__admin/clock`, { headers: deepmock.world.headers() });
  assert.match((await answer.json()).now, /^2026-01-01T00:00:05/);
});

test("time moves when the test says so", async () => {
  const { world } = deepmock;
  const job = await client().startJob();
  assert.equal((await world.now()).getTime(), START);
  const moved = await world.advance(0.6);
  assert.deepEqual(moved.ran.map(({ transition, subject }) => [transition, subject]), [["deepva.job.start", job]]);
  assert.equal(moved.now.getTime(), START + 600);
  assert.equal((await client().job(job)).state, "processing");
  assert.deepEqual((await world.untilIdle()).ran.map(({ transition }) => transition), ["deepva.job.finish"]);
  assert.equal((await client().job(job)).state, "completed");
  assert.deepEqual((await world.untilNext()).ran, []);
  await world.setClock({ now: new Date("2030-01-01T00:00:00Z"), mode: "stepping", stepMs: 100 });
  assert.equal((await world.now()).getUTCFullYear(), 2030);
});

test("a client that polls does not wait", async () => {
  const { sleep } = deepmock.world;
  const job = await client().startJob();
  let polls = 0;
  while ((await client().job(job)).state !== "completed") {
    await sleep(100);
    polls += 1;
    assert.ok(polls < 200);
  }
  assert.equal((await deepmock.world.now()).getTime(), START + 100 * polls);
});

test("planned failures and faults happen", async () => {
  const { world } = deepmock;
  await world.fail("deepva", "Too dark.", { tag: "nightly", times: 1 });
  const job = await client().startJob({ tag: "nightly" });
  await world.outcome("deepva", "stuck", { operation: "createJob", tag: "stuck" });
  const stuck = await client().startJob({ tag: "stuck" });
  await world.untilIdle();
  assert.deepEqual((await client().job(job)).errors, ["Too dark."]);
  assert.equal((await client().job(stuck)).state, "processing");
  const plan = await world.fault("listJobs", [{ status: 503, retry_after: 1 }, PASS, { status: 429 }]);
  const statuses = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await client().ask("GET", "/api/v1/jobs/")).status);
  assert.deepEqual(statuses, [503, 200, 429, 200]);
  assert.ok(await plan.usedUp());
  const bound = await world.fault(null, { status: 500 }, { bound: true, match: { method: "GET" } });
  assert.equal((await client().ask("GET", "/api/v1/jobs/")).status, 200);
  assert.ok(!(await bound.usedUp()));
  await bound.drop();
});

test("verification shows the nearest misses", async () => {
  const { world } = deepmock;
  const job = await client().startJob({ tag: "a" });
  await client().job(job);
  await world.verify("createJob", { times: 1, body: { tag: "a" } });
  await world.verify("deleteJob", { times: 0 });
  await assert.rejects(world.verify("createJob", { body: { tag: "b" }, at_least: 1, at_most: 2 }), (error) => {
    assert.ok(error instanceof assert.AssertionError);
    assert.match(error.message, /expected at least 1 and at most 2 of .*createJob.*; 0 came\./);
    assert.match(error.message, /expected "b", got "a"/);
    return true;
  });
  const order = [{ request: { operation: "createJob" } }, { request: { operation: "getJob" } }];
  await world.verifyAll(order, { inOrder: true });
  await assert.rejects(world.verifyAll(order.reverse(), { inOrder: true }), /in this order/);
  assert.equal(await world.count("createJob", { status: 201 }), 1);
});

test("refusals are explained, and expected ones are marked", async () => {
  const { world } = deepmock;
  await world.expect("createJob", { status: 400, times: 1 });
  await client().ask("POST", "/api/v1/jobs/", {});
  await client().ask("POST", "/api/v1/jobs/", {});
  await client().ask("GET", "/api/v1/jobz/");
  const [first, second] = await world.requests({ operation: "createJob", status: 400 });
  assert.deepEqual([first.expected, second.expected], [true, false]);
  const verdict = await world.verdict();
  assert.equal(verdict.passed, false);
  assert.deepEqual(verdict.findings.map(({ kind }) => kind).sort(), ["refused_request", "unknown_operation"]);
  const report = await world.report();
  assert.match(report, /^verdict: failed\n  - /m);
  assert.match(report, /400 createJob, refused, as expected\n/);
  assert.match(report, /\/modules required: expected the required member modules, got nothing/);
  assert.match(report, /did you mean GET \/api\/v1\/jobs\/\?/);
});

test("a world goes back to a snapshot, to another world and to its beginning", async () => {
  const { world, server } = deepmock;
  const job = await client().startJob();
  const clean = await world.snapshot("clean");
  await world.untilIdle();
  await clean.restore();
  assert.equal((await client().job(job)).state, "waiting");
  const other = await server.world();
  await other.load(await clean.file());
  assert.equal((await new Client(other.deepva).job(job)).id, job);
  const fork = await other.fork(`${other.name}-2`);
  assert.equal((await new Client(fork.deepva).job(job)).id, job);
  await other.reset();
  assert.equal((await new Client(other.deepva).ask("GET", "/api/v1/jobs/")).json.total, 0);
  await fork.delete();
  await other.delete();
  await other.delete();
});

test("start data and own credentials", async () => {
  const { world } = deepmock;
  const entry = { path: "/api/v1/jobs/", headers: { Authorization: "Key ${prefix}demo-key" }, json: JOB };
  assert.equal(await world.seed([entry, entry]), 2);
  await world.credential("deepva", `own-key-${world.name}`, { access: "read" });
  const own = new Client({ url: deepmock.server.url, headers: { Authorization: `Key own-key-${world.name}` } });
  assert.equal((await own.ask("GET", "/api/v1/jobs/")).json.total, 2);
});

test("a clock moves while this process receives the webhook of it", async () => {
  const received = [];
  const receiver = createServer((request, answer) => {
    received.push(request.url);
    answer.writeHead(204).end();
  });
  await new Promise((done) => receiver.listen(0, "127.0.0.1", done));
  const callback = `http://127.0.0.1:${receiver.address().port}/done`;
  await client().startJob({ webhook: { events: ["on_completed"], callback } });
  await deepmock.world.untilIdle();
  assert.deepEqual(received, ["/done"]);
  receiver.close();
});

test("same name and seed give the same ids", async () => {
  const ids = [];
  for (const seed of [4, 4, 5]) {
    const world = await deepmock.server.world({ name: "seeded", seed });
    ids.push(await new Client(world.deepva).startJob());
    await world.delete();
  }
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
});
