// Starting, finding and stopping a server.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { Deepmock } from "../deepmock.js";

const MODULE = new URL("../deepmock.js", import.meta.url).href;

function isRunning(pid) {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

async function until(condition) {
  for (let turn = 0; !condition(); turn += 1) {
    assert.ok(turn < 600, "it never came true");
    await new Promise((done) => setTimeout(done, 50));
  }
}

test("a server starts, answers and stops", async () => {
  const server = await Deepmock.start();
  assert.ok(isRunning(server.pid));
  assert.deepEqual(await server.control.ask("GET", "health"), { status: "ok" });
  assert.match(server.log, /listening/);
  assert.equal(server.default.deepva.key, "demo-key");
  await server.stop();
  assert.ok(!isRunning(server.pid));
  await server.stop();
  await assert.rejects(server.control.ask("GET", "health"), /does not answer/);
});

test("a start that fails says why", async () => {
  await assert.rejects(Deepmock.start({ flags: ["--clock", "backwards"] }), /--clock must be running, frozen or stepping/);
  assert.throws(() => Deepmock.start({ binary: "/nowhere/deepmock" }), /\/nowhere\/deepmock, the deepmock that was asked for/);
});

test("data is kept, and variables reach the server", async () => {
  const folder = mkdtempSync(join(tmpdir(), "deepmock-"));
  const options = { data: join(folder, "data"), environment: { DEEPMOCK_ADMIN_TOKEN: "a-long-token" } };
  const first = await Deepmock.start(options);
  assert.equal(first.adminToken, "a-long-token");
  const world = await first.world({ name: "kept" });
  assert.equal(world.headers()["X-Deepmock-Admin-Token"], "a-long-token");
  await assert.rejects(Deepmock.at(first.url).world(), { status: 401 });
  await first.stop();
  const second = await Deepmock.start(options);
  const { tenants } = await second.control.ask("GET", "tenants");
  assert.deepEqual(tenants.map(({ name }) => name), ["default", "kept"]);
  await second.stop();
  rmSync(folder, { recursive: true });
});

test("a server that runs elsewhere is used and left running", async () => {
  const server = await Deepmock.start();
  process.env.DEEPMOCK_URL = `${server.url}/`;
  const same = await Deepmock.shared();
  delete process.env.DEEPMOCK_URL;
  assert.equal(same.url, server.url);
  const somebodys = await server.worldFor("one test");
  const ours = await same.worldFor("one test");
  assert.notEqual(ours.name, somebodys.name);
  await same.stop();
  assert.deepEqual(await server.control.ask("GET", "health"), { status: "ok" });
  // On a server of one's own, what a crash has left behind is in the way.
  await somebodys.advance(5);
  const again = await server.worldFor("one test");
  assert.equal(again.name, somebodys.name);
  assert.equal((await again.now()).getUTCSeconds(), 0);
  await server.stop();
});

test("a server that nobody stops keeps no process alive, and ends with it", async () => {
  const script = `import { Deepmock } from "${MODULE}"; const s = await Deepmock.start(); console.log(s.pid);`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", timeout: 30_000 });
  assert.equal(done.status, 0, done.stderr);
  await until(() => !isRunning(Number(done.stdout)));
});

test("a server ends with a process that is killed", async () => {
  const script = `import { Deepmock } from "${MODULE}"; const s = await Deepmock.start(); console.log(s.pid);
    setTimeout(() => {}, 60_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = Number(await new Promise((done) => child.stdout.once("data", done)));
  assert.ok(isRunning(pid));
  child.kill("SIGKILL");
  await until(() => !isRunning(pid));
});
