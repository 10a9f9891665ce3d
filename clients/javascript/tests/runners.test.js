// The hooks of other test runners: what vitest and jest give to them, played by a small runner, and real failing tests of
// node:test.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { worlds } from "../deepmock.js";

const MODULE = new URL("../deepmock.js", import.meta.url).href;

/** Runs tests as a runner does that passes `context` to its hooks for each. */
async function run(contexts, body) {
  const hooks = { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
  const register = Object.fromEntries(Object.keys(hooks).map((name) => [name, (hook) => hooks[name].push(hook)]));
  const deepmock = worlds(register);
  // A hook with a parameter is, for jest, one that calls back.
  for (const hook of Object.values(hooks).flat()) assert.equal(hook.length, 0);
  assert.throws(() => deepmock.world, /within a test/);
  for (const hook of hooks.beforeAll) await hook();
  for (const context of contexts) {
    for (const hook of hooks.beforeEach) await hook(...context);
    await body(deepmock.world);
    for (const hook of hooks.afterEach) await hook(...context);
  }
  const { tenants } = await deepmock.server.control.ask("GET", "tenants");
  for (const hook of hooks.afterAll) await hook();
  return tenants.map(({ name }) => name);
}

test("under vitest a world is named by its suites and its test", async () => {
  const names = [];
  const context = { task: { name: "completes", suite: { name: "a job", suite: { name: "" } }, result: { state: "pass" } } };
  const left = await run([[context], [context]], (world) => names.push(world.name));
  assert.match(names[0], /^a-job-completes-[0-9a-f]{8}$/);
  assert.equal(names[0], names[1]);
  assert.deepEqual(left, ["default"]);
});

test("under jest a world is named by what expect knows", async () => {
  const names = [];
  globalThis.expect = { getState: () => ({ currentTestName: "a job completes" }) };
  await run([[]], (world) => names.push(world.name));
  delete globalThis.expect;
  assert.match(names[0], /^a-job-completes-[0-9a-f]{8}$/);
});

test("where a runner says nothing, the tests of a file are numbered", async () => {
  const names = [];
  await run([[], []], (world) => names.push(world.name));
  assert.match(names[0], /^test-1-/);
  assert.match(names[1], /^test-2-/);
});

test("a failing test of node:test shows its world", () => {
  const folder = mkdtempSync(join(tmpdir(), "deepmock-"));
  writeFileSync(join(folder, "failing.test.mjs"), `
    import { after, afterEach, before, beforeEach, test } from "node:test";
    import { worlds } from "${MODULE}";
    const deepmock = worlds({ beforeAll: before, afterAll: after, beforeEach, afterEach });
    const ask = (path) => fetch(deepmock.world.deepva.url + path, { headers: deepmock.world.deepva.headers });
    test("passes", async () => { await ask("/api/v1/never-shown/"); });
    test("is wrong", async () => {
      if ((await ask("/api/v1/jobz/")).status !== 200) throw new Error("not 200");
    });
  `);
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const done = spawnSync(process.execPath, ["--test", folder], { encoding: "utf8", env: environment });
  rmSync(folder, { recursive: true });
  assert.equal(done.status, 1);
  const said = done.stdout + done.stderr;
  assert.match(said, /world is-wrong-[0-9a-f]{8} at http/);
  assert.match(said, /did you mean GET \/api\/v1\/jobs\/\?/);
  assert.doesNotMatch(said, /never-shown/);
});

test("the page of the kit names what there is", async () => {
  const kit = await import("../deepmock.js");
  const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const server = kit.Deepmock.at("http://localhost");
  const world = server.existing("any");
  const named = [...page.matchAll(/\b(world|server|Deepmock)\.([a-zA-Z]+)/g)];
  assert.ok(named.length > 15);
  for (const [text, owner, member] of named) {
    assert.ok(member in { world, server, Deepmock: kit.Deepmock }[owner], text);
  }
});
