// @ts-check
/**
 * deepmock for JavaScript: starts the server, makes worlds in it, moves their time, plans trouble, and asks what came.
 *
 *     import { Deepmock } from "deepmock";
 *
 *     const server = await Deepmock.start();
 *     const world = await server.world();
 *     const client = new MyClient(world.deepva.url, world.deepva.key);
 *     const job = await client.startJob("a.jpg");
 *     await world.untilIdle();
 *     await world.verify("createJob", { times: 1 });
 *     await server.stop();
 *
 * Node 20 or newer. It uses Node's own modules and nothing else, and no global of a test runner, so that it works in
 * node:test, vitest and jest alike; see {@link worlds}.
 *
 * @module deepmock
 */

import { AssertionError } from "node:assert";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { delimiter, join, resolve } from "node:path";

/** @typedef {"deepva" | "deepopinion" | "deepen-tools" | "deepen-calibrate"} Platform */
/** @typedef {"running" | "frozen" | "stepping"} ClockMode */
/** @typedef {Record<string, string>} Headers */

/**
 * One platform of a world: `url` goes where an app has the real base URL, `headers` sign a request.
 *
 * @typedef {{ url: string, key: string, headers: Headers }} DeepVA
 * @typedef {{ url: string, token: string, email: string, password: string, organizationId: number, headers: Headers }} DeepOpinion
 * @typedef {{ url: string, token: string, clientId: string, headers: Headers }} Deepen
 */

/**
 * How far a clock was moved, and what happened on the way. `complete` is false when so much was to be done that the
 * server stopped before the end.
 *
 * @typedef {{ now: Date, ran: { at: Date, transition: string, subject: string }[], complete: boolean }} Advance
 */

/**
 * Which requests are meant: every member that is given must hold. A body may have more members than the pattern.
 *
 * @typedef {{ platform?: string, operation?: string, method?: string, path?: string, status?: number,
 *   verdict?: "answered" | "refused" | "unmatched" | "failed", query?: Record<string, unknown>, headers?: Headers,
 *   body?: unknown }} Pattern
 */

/**
 * How many requests are expected: at least one when nothing is said.
 *
 * @typedef {{ times?: number, at_least?: number, at_most?: number }} Amount
 */

/**
 * One step of a fault plan, with the members that `POST /__admin/faults` has: `status`, `message`, `retry_after`
 * (seconds), `body`, `media_type`, `headers`, `quota`, `reset`, `empty`, `cut_body` (bytes), `slow_body` (bytes a second),
 * `malformed_json`, `wrong_length`, `upload_cut`, `handled`, `latency_ms`, `times`, `pass`.
 *
 * @typedef {Record<string, unknown>} FaultStep
 */

/**
 * One request as the journal keeps it, with secrets redacted.
 *
 * @typedef {{ id: number, at: string, platform: string, operation: string | null, method: string, target: string,
 *   status: number, verdict: string, fault: string | null, expected: boolean,
 *   problem: null | { code: string, message: string, note?: string, field: string | null,
 *     violations: { pointer: string, keyword: string, expected: string, got: string }[] } }} JournalEntry
 */

/**
 * What a world is made with. `seed` and the name decide ids and results; the clock is frozen unless `clock` says
 * otherwise; `stepMs` are milliseconds for each request.
 *
 * @typedef {{ name?: string, seed?: number, clock?: ClockMode, now?: Date | string, rate?: number, stepMs?: number }} WorldOptions
 */

/**
 * How a server is started. `binary` is the program, instead of `$DEEPMOCK_BINARY` or `deepmock` on the path; `flags` are
 * further flags of `deepmock serve`; `environment` adds variables; `patienceMs` is how long starting and stopping may take.
 *
 * @typedef {{ binary?: string, port?: number, data?: string, flags?: string[], environment?: Record<string, string>,
 *   patienceMs?: number }} StartOptions
 */

/** The step of a fault plan that lets a request through. */
export const PASS = Object.freeze({ pass: true });

/** Anything that goes wrong between a test and its server. */
export class DeepmockError extends Error {
  /**
   * @param {string} message
   * @param {number} [status] the HTTP status when the control plane refused something, else 0
   * @param {string} [code] the server's own word for it, such as `conflict`
   */
  constructor(message, status = 0, code = "") {
    super(message);
    this.name = "DeepmockError";
    this.status = status;
    this.code = code;
  }
}

/** The operations below `/__admin/` of a server, for one of its worlds. */
export class ControlPlane {
  /**
   * @param {string} url what comes before the operation, ending in `/__admin`
   * @param {Headers} [headers] sent with each request
   */
  constructor(url, headers = {}) {
    this.url = url;
    this.headers = headers;
  }

  /**
   * Asks one thing, and answers the JSON of the reply, or null when there is none.
   *
   * @param {string} method
   * @param {string} path what follows `/__admin/`
   * @param {unknown} [body] sent as JSON
   * @returns {Promise<any>}
   */
  async ask(method, path, body) {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const reply = await this.exchange(method, path, content, "application/json");
    return reply.length ? JSON.parse(reply.toString()) : null;
  }

  /**
   * Asks one thing in bytes.
   *
   * @param {string} method
   * @param {string} path
   * @param {Uint8Array} [content]
   * @param {string} [mediaType]
   * @returns {Promise<Buffer>}
   */
  exchange(method, path, content, mediaType = "application/octet-stream") {
    const url = `${this.url}/${path}`;
    return new Promise((done, failed) => {
      const headers = content ? { ...this.headers, "Content-Type": mediaType, "Content-Length": content.length } : this.headers;
      const call = httpRequest(url, { method, headers, agent: false }, (/** @type {any} */ answer) => {
        /** @type {Buffer[]} */
        const pieces = [];
        answer.on("data", (/** @type {Buffer} */ piece) => pieces.push(piece));
        answer.on("error", (/** @type {Error} */ error) => failed(new DeepmockError(`${method} ${url}: ${error.message}`)));
        answer.on("end", () => {
          const reply = Buffer.concat(pieces);
          if (answer.statusCode < 300) done(reply);
          else failed(refusal(answer.statusCode, reply, method, url));
        });
      });
      call.on("error", (/** @type {Error} */ error) =>
        failed(new DeepmockError(`${method} ${url}: the server does not answer: ${error.message}`)));
      call.end(content);
    });
  }
}

/**
 * @param {number} status
 * @param {Buffer} body
 * @param {string} method
 * @param {string} url
 */
function refusal(status, body, method, url) {
  let message = body.toString().slice(0, 500);
  let code = "";
  try {
    ({ message, code } = JSON.parse(body.toString()).error);
  } catch {
    // Not the control plane's own words: they are shown as they are.
  }
  return new DeepmockError(`${method} ${url} answered ${status}: ${message}`, status, code);
}

/** A server: started by this process, or found at a URL. */
export class Deepmock {
  /** Its base URL, which is also that of the world `default`. @type {string} */
  url;
  /** Its process, if it was started here. @type {number | null} */
  pid;
  /** The token of its control plane, if it asks for one. @type {string | undefined} */
  adminToken;
  /** Its control plane, for the world `default` and for the server as a whole. @type {ControlPlane} */
  control;
  /** @type {null | { process: any, log: () => string, patienceMs: number, ended: Promise<unknown> }} */
  #own;

  /**
   * @param {string} url
   * @param {string | undefined} adminToken
   * @param {null | { process: any, log: () => string, patienceMs: number, ended: Promise<unknown> }} own
   */
  constructor(url, adminToken, own) {
    this.url = url.replace(/\/+$/, "");
    this.adminToken = adminToken;
    this.pid = own ? own.process.pid : null;
    this.control = new ControlPlane(`${this.url}/__admin`, adminToken ? { "X-Deepmock-Admin-Token": adminToken } : {});
    this.#own = own;
  }

  /**
   * A server that runs already. `stop` leaves it running.
   *
   * @param {string} url its base URL
   * @param {string} [adminToken] the token of its control plane, if it asks for one
   */
  static at(url, adminToken) {
    return new Deepmock(url, adminToken, null);
  }

  /**
   * The server that `$DEEPMOCK_URL` names (with `$DEEPMOCK_ADMIN_TOKEN`), else a new one.
   *
   * @param {StartOptions} [options]
   */
  static async shared(options) {
    const url = process.env.DEEPMOCK_URL;
    return url ? Deepmock.at(url, process.env.DEEPMOCK_ADMIN_TOKEN) : Deepmock.start(options);
  }

  /**
   * Starts a server on a free port of this machine, and answers when it is ready. It ends with this process, however that
   * ends, and does not keep it from ending.
   *
   * @param {StartOptions} [options]
   * @returns {Promise<Deepmock>}
   */
  static start(options = {}) {
    const { port = 0, data, flags = [], environment = {}, patienceMs = 30_000 } = options;
    const binary = findBinary(options.binary);
    // Its standard input ends when this process does, and it with that.
    const child = spawn(
      binary, ["serve", "--port", String(port), "--until-stdin-ends", ...(data ? ["--data", data] : []), ...flags],
      { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...environment } });
    let said = "";
    let line = "";
    child.stdin.on("error", () => {});
    child.stderr.on("data", (/** @type {Buffer} */ piece) => { said = (said + piece).slice(-(1 << 20)); });
    const ended = new Promise((done) => child.once("close", done));
    return new Promise((done, failed) => {
      const timer = setTimeout(() => fail(`was not ready in ${patienceMs} ms`), patienceMs);
      /** @param {string} how */
      const fail = (how) => {
        clearTimeout(timer);
        child.kill("SIGKILL");
        failed(new DeepmockError(`${binary} ${how}: ${said.trim() || "it said nothing"}`));
      };
      child.once("error", (/** @type {Error} */ error) => fail(`cannot be started: ${error.message}`));
      const endEarly = (/** @type {number | null} */ status) => fail(`ended with status ${status}`);
      child.once("close", endEarly);
      child.stdout.on("data", (/** @type {Buffer} */ piece) => {
        line += piece;
        if (!line.endsWith("\n")) return;
        clearTimeout(timer);
        child.off("close", endEarly);
        const ready = JSON.parse(line);
        child.unref();
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.unref();
        done(new Deepmock(ready.base, ready.admin_token, { process: child, log: () => said, patienceMs, ended }));
      });
    });
  }

  /** What the server has written to standard error so far; empty for one that was started elsewhere. */
  get log() {
    return this.#own ? this.#own.log() : "";
  }

  /** Lets the server finish what it is doing, and ends it. One that was started elsewhere goes on. */
  async stop() {
    const own = this.#own;
    if (!own) return;
    this.#own = null;
    own.process.ref();
    own.process.kill("SIGTERM");
    const timer = setTimeout(() => own.process.kill("SIGKILL"), own.patienceMs);
    await own.ended;
    clearTimeout(timer);
  }

  /** The world of those who name none. */
  get default() {
    return this.existing("default");
  }

  /**
   * Makes a world.
   *
   * @param {WorldOptions} [options]
   * @returns {Promise<World>}
   */
  async world(options = {}) {
    const { name, seed, clock = "frozen", now, rate, stepMs } = options;
    const moves = given({ mode: clock, now: now instanceof Date ? now.toISOString() : now, rate, step_ms: stepMs });
    return new World(this, await this.control.ask("POST", "tenants", given({ name, seed, clock: moves })));
  }

  /**
   * Makes a world for a test: name and seed follow from the test's whole name, so that ids and results are the same in
   * every run. Delete it at the end of the test.
   *
   * @param {string} test
   * @param {WorldOptions} [options]
   * @returns {Promise<World>}
   */
  async worldFor(test, options = {}) {
    const name = nameOf(test);
    const made = { seed: seedOf(test), ...options, name };
    try {
      return await this.world(made);
    } catch (error) {
      if (!(error instanceof DeepmockError) || error.status !== 409 || !error.message.includes("already exists")) throw error;
    }
    if (!this.#own) return this.world({ ...made, name: `${name.slice(0, 33)}-${randomBytes(3).toString("hex")}` });
    await this.existing(name).delete();
    return this.world(made);
  }

  /**
   * A world that is there already; one that is not is made by its first request.
   *
   * @param {string} name
   * @returns {World}
   */
  existing(name) {
    const isDefault = name === "default";
    const url = isDefault ? this.url : `${this.url}/t/${name}`;
    const prefix = isDefault ? "demo" : `${name}:demo`;
    const deepen = { token: `${prefix}-token`, client_id: "demo" };
    return new World(this, {
      name,
      platforms: { deepva: url, deepopinion: url, "deepen-tools": url, "deepen-calibrate": url },
      credentials: {
        deepva: { key: `${prefix}-key` },
        deepopinion: {
          email: isDefault ? "demo@deepmock.test" : `demo@${name}.deepmock.test`, password: "demo-password", organization_id: 1,
        },
        "deepen-tools": deepen,
        "deepen-calibrate": deepen,
      },
    });
  }
}

/** A tenant of a server: nothing in it is seen from another. */
export class World {
  /** @type {DeepVA} */
  deepva;
  /** @type {DeepOpinion} */
  deepopinion;
  /** @type {Deepen} */
  deepenTools;
  /** @type {Deepen} */
  deepenCalibrate;
  /** @type {Deepmock} */
  #server;

  /**
   * @param {Deepmock} server
   * @param {any} description what the server says of a world
   */
  constructor(server, { name, platforms, credentials }) {
    const studio = credentials.deepopinion;
    this.#server = server;
    /** Its name, which also stands in its URLs and credentials. @type {string} */
    this.name = name;
    /** The base URL of all its platforms. @type {string} */
    this.url = name === "default" ? server.url : `${server.url}/t/${name}`;
    this.deepva = {
      url: platforms.deepva, key: credentials.deepva.key, headers: { Authorization: `Key ${credentials.deepva.key}` },
    };
    const token = `${name}:demo-token`;
    this.deepopinion = {
      url: platforms.deepopinion, token, email: studio.email, password: studio.password,
      organizationId: studio.organization_id, headers: { Authorization: `Bearer ${token}` },
    };
    /** @param {string} id */
    const deepen = (id) => ({
      url: platforms[id], token: credentials[id].token, clientId: credentials[id].client_id,
      headers: { Authorization: `Bearer ${credentials[id].token}` },
    });
    this.deepenTools = deepen("deepen-tools");
    this.deepenCalibrate = deepen("deepen-calibrate");
    /** Its control plane, for operations without a method here. */
    this.control = new ControlPlane(this.adminUrl, this.headers());
  }

  /** The beginning of its control plane's URLs, ending in `/__admin`. */
  get adminUrl() {
    return `${this.url}/__admin`;
  }

  /**
   * Headers that lead any request to this world and open its control plane.
   *
   * @returns {Headers}
   */
  headers() {
    const token = this.#server.adminToken;
    return { "X-Deepmock-Tenant": this.name, ...(token ? { "X-Deepmock-Admin-Token": token } : {}) };
  }

  // Time

  /** The instant of its clock. */
  async now() {
    return new Date((await this.control.ask("GET", "clock")).now);
  }

  /**
   * Changes how its clock moves, or sets it forward; what is left out stays as it is.
   *
   * @param {{ mode?: ClockMode, now?: Date | string, rate?: number, stepMs?: number }} change
   */
  async setClock({ mode, now, rate, stepMs }) {
    const at = now instanceof Date ? now.toISOString() : now;
    await this.control.ask("PUT", "clock", given({ mode, now: at, rate, step_ms: stepMs }));
  }

  /**
   * Moves its clock forward, and runs in order everything that becomes due on the way.
   *
   * @param {number} seconds
   * @returns {Promise<Advance>}
   */
  async advance(seconds) {
    return advanced(await this.control.ask("POST", "clock/advance", { seconds }));
  }

  /**
   * Moves its clock to the earliest work that is pending, and runs it.
   *
   * @returns {Promise<Advance>}
   */
  async untilNext() {
    return advanced(await this.control.ask("POST", "clock/advance", { to: "next" }));
  }

  /**
   * Moves its clock until no work is left: jobs, trainings and webhooks have come to their end.
   *
   * @returns {Promise<Advance>}
   */
  async untilIdle() {
    return advanced(await this.control.ask("POST", "clock/advance", { to: "idle" }));
  }

  /**
   * Stands in for `setTimeout` of `node:timers/promises` in a client that polls: the world's time passes, and nobody waits.
   * It may be passed on without its world.
   *
   * @param {number} milliseconds
   */
  sleep = async (milliseconds) => {
    await this.advance(milliseconds / 1000);
  };

  // What will happen

  /**
   * Lets work fail with a text.
   *
   * @param {Platform} platform
   * @param {string} error
   * @param {{ operation?: string, id?: string | number, source?: string, tag?: string, text?: string, times?: number,
   *   afterMs?: number }} [match] which work
   */
  async fail(platform, error = "It failed, as the test planned.", match = {}) {
    await this.outcome(platform, "failed", { ...match, error });
  }

  /**
   * Says how work ends.
   *
   * @param {Platform} platform
   * @param {"completed" | "failed" | "stuck"} state
   * @param {{ error?: string, result?: object, operation?: string, id?: string | number, source?: string, tag?: string,
   *   text?: string, times?: number, afterMs?: number }} options
   */
  async outcome(platform, state, { error, result, operation, id, source, tag, text, times, afterMs } = {}) {
    await this.control.ask("POST", "outcomes", given({
      platform, operation, match: given({ id, source, tag, text }), state, error, result, times, after_ms: afterMs,
    }));
  }

  /**
   * Plans trouble for requests to an operation, or to any: `fault("listJobs", { status: 503 })`, or several steps in order.
   *
   * @param {string | null} operation
   * @param {FaultStep | FaultStep[]} steps
   * @param {{ match?: object, id?: string, bound?: boolean, probability?: number, repeat?: boolean }} options
   * @returns {Promise<FaultPlan>}
   */
  async fault(operation, steps, { match = {}, id, bound, probability, repeat } = {}) {
    const plan = await this.control.ask("POST", "faults", given({
      id, match: { ...(operation ? { operation } : {}), ...match }, steps: Array.isArray(steps) ? steps : [steps], bound,
      probability, repeat,
    }));
    return new FaultPlan(this.control, plan.id);
  }

  /**
   * Applies start data.
   *
   * @param {object[] | string} requests the requests, or a JSON file with them
   * @returns {Promise<number>} how many were applied
   */
  async seed(requests) {
    const body = typeof requests === "string" ? JSON.parse(readFileSync(requests, "utf8")) : { requests };
    return (await this.control.ask("POST", "seeds", body)).applied;
  }

  /**
   * Lets a key or token open this world that an app has hard-coded.
   *
   * @param {Platform} platform
   * @param {string} secret
   * @param {{ clientIds?: string[], access?: "full" | "read" }} options
   */
  async credential(platform, secret, { clientIds = [], access = "full" } = {}) {
    await this.control.ask("POST", "credentials", { platform, secret, client_ids: clientIds, access });
  }

  // What happened

  /**
   * The requests of its clients, oldest first.
   *
   * @param {{ operation?: string, platform?: string, method?: string, status?: number, expected?: boolean }} [filter]
   * @returns {Promise<JournalEntry[]>}
   */
  async requests(filter = {}) {
    const query = new URLSearchParams({ limit: "100000" });
    for (const [name, value] of Object.entries(given(filter))) query.set(name, String(value));
    const { requests } = await this.control.ask("GET", `requests?${query}`);
    const isAsked = filter.platform === "control";
    return requests.filter((/** @type {JournalEntry} */ entry) => isAsked || entry.platform !== "control").reverse();
  }

  /**
   * How many requests fit a pattern.
   *
   * @param {string | null} operation
   * @param {Pattern} [pattern]
   * @returns {Promise<number>}
   */
  async count(operation, pattern = {}) {
    return (await this.control.ask("POST", "requests/count", patterned(operation, pattern))).count;
  }

  /**
   * Fails, with an `AssertionError` that shows the nearest misses, unless requests that fit a pattern came.
   *
   * @param {string | null} operation
   * @param {Pattern & Amount} expected the pattern, with `times`, `at_least` or `at_most`
   */
  async verify(operation, { times, at_least, at_most, ...pattern } = {}) {
    await this.verifyAll([{ request: patterned(operation, pattern), ...given({ times, at_least, at_most }) }]);
  }

  /**
   * Fails unless every expectation holds.
   *
   * @param {({ request: Pattern } & Amount)[]} expectations
   * @param {{ inOrder?: boolean }} options
   */
  async verifyAll(expectations, { inOrder = false } = {}) {
    const body = { expect: expectations, ...(inOrder ? { in_order: true } : {}) };
    const found = await this.control.ask("POST", "requests/verify", body);
    if (!found.verified) {
      throw new AssertionError({ message: shortfall(found), operator: "deepmock", stackStartFn: this.verify });
    }
  }

  /**
   * Says beforehand that requests will be refused, so that nobody takes them for a mistake.
   *
   * @param {string | null} operation
   * @param {Pattern & Amount} expected
   */
  async expect(operation, { times, at_least, at_most, ...pattern } = {}) {
    await this.control.ask(
      "POST", "requests/expect", { request: patterned(operation, pattern), ...given({ times, at_least, at_most }) });
  }

  /**
   * What the server makes of the requests so far: it passes when none was refused that nobody expected, and every planned
   * fault and outcome was met.
   *
   * @returns {Promise<{ passed: boolean, findings: { kind: string, summary: string, hint: string | null, count: number }[] }>}
   */
  async verdict() {
    return this.control.ask("GET", "verdict");
  }

  /**
   * The world for a person to read: clock, verdict, requests, and what was wrong with them.
   *
   * @returns {Promise<string>}
   */
  async report() {
    const clock = await this.control.ask("GET", "clock");
    const lines = [`world ${this.name} at ${this.url}`,
      `clock ${clock.mode} at ${clock.now}, ${clock.pending.work} transitions pending`];
    const verdict = await this.verdict();
    lines.push(`verdict: ${verdict.passed ? "passed" : "failed"}`);
    for (const { summary, hint, count } of verdict.findings) {
      lines.push(`  - ${summary}${count > 1 ? ` (${count} times)` : ""}${hint ? ` ${hint}` : ""}`);
    }
    const requests = await this.requests();
    lines.push(requests.length ? `requests: ${requests.length}` : "requests: none has reached this world");
    for (const request of requests.slice(-50)) {
      lines.push(`  ${request.id}  ${request.method} ${request.target}  ${request.status} ${request.operation ?? "no operation"}`
        + (request.verdict === "answered" ? "" : `, ${request.verdict}`) + (request.expected ? ", as expected" : "")
        + (request.fault ? `, fault ${request.fault}` : ""));
      if (!request.problem || request.expected) continue;
      lines.push(`        ${request.problem.code}: ${request.problem.message}`);
      for (const { pointer, keyword, expected, got } of request.problem.violations) {
        lines.push(`        ${pointer || "(whole body)"} ${keyword}: expected ${expected}, got ${got}`);
      }
      if (request.verdict !== "unmatched") continue;
      const { nearest } = await this.control.ask("GET", `requests/${request.id}`);
      for (const { line } of nearest) lines.push(`        did you mean ${line}?`);
    }
    return lines.join("\n");
  }

  // The whole world

  /**
   * Keeps the world as it is now, under a name.
   *
   * @param {string} [name]
   */
  async snapshot(name = "snapshot") {
    await this.control.ask("PUT", `snapshots/${name}`);
    return new Snapshot(this.control, name);
  }

  /**
   * Puts the world to the state of a snapshot's file, which may come from another world or machine.
   *
   * @param {string | Uint8Array} file its path or its bytes
   */
  async load(file, name = "loaded") {
    const content = typeof file === "string" ? readFileSync(file) : file;
    await this.control.exchange("PUT", `snapshots/${name}/file`, content, "application/zip");
    const snapshot = new Snapshot(this.control, name);
    await snapshot.restore();
    return snapshot;
  }

  /**
   * A new world that begins as a copy of this one.
   *
   * @param {string} name
   */
  async fork(name) {
    return new World(this.#server, await this.#server.control.ask("POST", `tenants/${this.name}/fork`, { name }));
  }

  /** Puts the world back to its beginning. Its journal, outcomes, faults and settings go, too. */
  async reset() {
    await this.control.ask("POST", "reset");
  }

  /** Deletes the world with everything in it. One that is gone already is no error. */
  async delete() {
    try {
      await this.#server.control.ask("DELETE", `tenants/${this.name}`);
    } catch (error) {
      if (!(error instanceof DeepmockError) || error.status !== 404) throw error;
    }
  }
}

/** Faults that were planned. */
export class FaultPlan {
  /**
   * @param {ControlPlane} control
   * @param {string} id
   */
  constructor(control, id) {
    this.control = control;
    this.id = id;
    /** What a request must carry to meet the plan, when it is a bound one. */
    this.headers = { "X-Deepmock-Fault-Plan": id };
  }

  /** Whether every step was met. */
  async usedUp() {
    const { faults } = await this.control.ask("GET", "faults");
    return faults.some((/** @type {any} */ plan) => plan.id === this.id && plan.used_up);
  }

  /** Forgets the plan. */
  async drop() {
    await this.control.ask("DELETE", `faults/${this.id}`);
  }
}

/** A world at one moment, kept by the server. */
export class Snapshot {
  /**
   * @param {ControlPlane} control
   * @param {string} name
   */
  constructor(control, name) {
    this.control = control;
    this.name = name;
  }

  /** Puts the world back to it. The journal goes on. */
  async restore() {
    await this.control.ask("POST", `snapshots/${this.name}/restore`);
  }

  /** It as a file, for {@link World.load}. */
  async file() {
    return this.control.exchange("GET", `snapshots/${this.name}/file`);
  }
}

/**
 * Gives each test of a file a world of its own, in any test runner: pass it the runner's hooks.
 *
 *     import { after, afterEach, before, beforeEach, test } from "node:test";         // node:test
 *     import { afterAll, afterEach, beforeAll, beforeEach, test } from "vitest";      // vitest; in jest they are globals
 *
 *     const deepmock = worlds({ beforeAll: before, afterAll: after, beforeEach, afterEach });
 *
 *     test("a job completes", async () => {
 *       const client = new MyClient(deepmock.world.deepva.url, deepmock.world.deepva.key);
 *     });
 *
 * The server is the one that `$DEEPMOCK_URL` names, else one for the file. When a test fails and its runner says so to
 * `afterEach` (node:test and vitest do), the state of its world goes to standard error. Tests of one file that run at the
 * same time make their worlds themselves, by {@link Deepmock.worldFor}.
 *
 * @param {{ beforeAll: Function, afterAll: Function, beforeEach: Function, afterEach: Function }} hooks
 * @param {StartOptions & WorldOptions} [options]
 * @returns {{ readonly server: Deepmock, readonly world: World }}
 */
export function worlds({ beforeAll, afterAll, beforeEach, afterEach }, options = {}) {
  /** @type {Deepmock | undefined} */
  let server;
  /** @type {World | undefined} */
  let world;
  const { name: _, seed, clock, now, rate, stepMs, ...start } = options;
  let count = 0;
  // Rest parameters, because jest takes a hook with a parameter for one that calls back.
  beforeAll(async () => { server = await Deepmock.shared(start); });
  afterAll(async () => { await server?.stop(); });
  beforeEach(async (/** @type {any[]} */ ...context) => {
    count += 1;
    if (!server) throw new DeepmockError("The server was not started: beforeAll has not run.");
    world = await server.worldFor(testName(context[0]) ?? `test ${count}`, given({ seed, clock, now, rate, stepMs }));
  });
  afterEach(async (/** @type {any[]} */ ...context) => {
    const mine = world;
    world = undefined;
    if (!mine) return;
    if (hasFailed(context[0])) process.stderr.write(`${await mine.report()}\n`);
    await mine.delete();
  });
  return {
    get server() {
      if (!server) throw new DeepmockError("There is no server yet: use it within a test or a hook.");
      return server;
    },
    get world() {
      if (!world) throw new DeepmockError("There is no world here: use it within a test or a hook of one.");
      return world;
    },
  };
}

/**
 * The whole name of a test, as node:test, vitest or jest give it to a hook.
 *
 * @param {any} context
 * @returns {string | undefined}
 */
function testName(context) {
  if (context?.task) {
    const names = [];
    for (let task = context.task; task; task = task.suite) if (task.name) names.unshift(task.name);
    return names.join(" > ");
  }
  if (context?.fullName ?? context?.name) return context.fullName ?? context.name;
  const { expect } = /** @type {any} */ (globalThis);
  return expect?.getState?.().currentTestName;
}

/** @param {any} context */
function hasFailed(context) {
  if (context?.task) return context.task.result?.state === "fail";
  return context?.passed === false || Boolean(context?.error);
}

/**
 * The name of a test's world: what can be read of the test's own, and something that no other test has.
 *
 * @param {string} test
 */
function nameOf(test) {
  const word = test.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 30).replace(/-$/, "");
  return `${word || "test"}-${createHash("sha256").update(test).digest("hex").slice(0, 8)}`;
}

/** @param {string} test */
function seedOf(test) {
  return createHash("sha256").update(test).digest().readUIntBE(0, 6);
}

/**
 * The path of the server program.
 *
 * @param {string} [asked]
 */
function findBinary(asked) {
  const named = asked ?? process.env.DEEPMOCK_BINARY;
  if (named) {
    if (isExecutable(resolve(named))) return resolve(named);
    throw new DeepmockError(`${named}, the deepmock that ${asked ? "was asked for" : "$DEEPMOCK_BINARY names"}, `
      + "is not there or cannot be executed.");
  }
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder && isExecutable(join(folder, "deepmock"))) return join(folder, "deepmock");
  }
  throw new DeepmockError("There is no deepmock to start: $DEEPMOCK_BINARY is not set, and there is none on the path.");
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The members that are not undefined.
 *
 * @template {object} T
 * @param {T} members
 * @returns {Partial<T>}
 */
function given(members) {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return /** @type {Partial<T>} */ (Object.fromEntries(kept));
}

/**
 * @param {string | null} operation
 * @param {Pattern} pattern
 * @returns {Pattern}
 */
function patterned(operation, pattern) {
  return { ...(operation ? { operation } : {}), ...pattern };
}

/**
 * @param {any} json
 * @returns {Advance}
 */
function advanced({ now, ran, complete }) {
  const steps = ran.map((/** @type {any} */ step) => ({ ...step, at: new Date(step.at) }));
  return { now: new Date(now), ran: steps, complete };
}

/** @param {any} found an answer of `requests/verify` */
function shortfall(found) {
  const lines = [];
  for (const { expected, came, met, nearest } of found.results) {
    if (met) continue;
    const bounds = [
      expected.times === undefined ? "" : `${expected.times}`,
      expected.at_least === undefined ? "" : `at least ${expected.at_least}`,
      expected.at_most === undefined ? "" : `at most ${expected.at_most}`,
    ].filter(Boolean).join(" and ") || "at least 1";
    lines.push(`expected ${bounds} of ${JSON.stringify(expected.request)}; ${came} came.`);
    for (const { request, line, differences } of nearest) {
      const said = differences.map((/** @type {any} */ difference) =>
        `${difference.place}: expected ${JSON.stringify(difference.expected)}, got ${JSON.stringify(difference.got)}`);
      lines.push(`  nearest: ${[`${request} ${line}`, ...said].join("; ")}`);
    }
  }
  if (found.in_order === false) lines.push("They did not come in this order.");
  return lines.join("\n");
}
