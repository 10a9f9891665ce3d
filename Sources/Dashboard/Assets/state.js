// What the page knows: kept up to date by the events of the server.

import { look, useTenant, prefix } from './api.js';
import { follow } from './events.js';

/** The most requests that the page keeps. */
export const mostRequests = 10000;
const secondsKept = 120;

export const state = {
  /** starting, live, lost or locked. */
  connection: 'starting',
  tenant: null,
  tenants: [],
  clock: null,
  /** When the clock was read, by the browser's own. */
  clockRead: 0,
  /** Entries of the journal, the oldest first. */
  requests: [],
  /** Requests in each of the last seconds, by platform. */
  seconds: [],
  /** Transitions that ran while the page looked, the newest first. */
  transitions: [],
};

// -- Who wants to know

const followers = new Set();

/**
 * Calls a function when one of these kinds of events comes, at most once in `wait` milliseconds.
 * Kinds: request, transition, delivery, clock, world, connection, and any for all of them.
 */
export function on(kinds, action, wait = 200) {
  const follower = { kinds: new Set(kinds), action, wait, timer: 0, last: 0 };
  followers.add(follower);
  return () => {
    clearTimeout(follower.timer);
    followers.delete(follower);
  };
}

function changed(kind) {
  const now = performance.now();
  for (const follower of followers) {
    if (!follower.kinds.has(kind) && !follower.kinds.has('any')) continue;
    if (follower.timer) continue;
    follower.timer = setTimeout(
      () => {
        follower.timer = 0;
        follower.last = performance.now();
        follower.action();
      },
      Math.max(0, follower.last + follower.wait - now),
    );
  }
}

/** Says that something has changed that no event tells. */
export const touch = kind => changed(kind);

// -- Time

/** The time on the tenant's clock, in milliseconds since 1970. */
export function now() {
  if (!state.clock) return Date.now();
  const read = Date.parse(state.clock.now);
  if (state.clock.mode !== 'running') return read;
  return read + (performance.now() - state.clockRead) * state.clock.rate;
}

export function setClock(clock) {
  state.clock = clock;
  state.clockRead = performance.now();
  changed('clock');
}

// -- Events

function countSecond(platform, number) {
  const second = Math.floor(Date.now() / 1000);
  let last = state.seconds[state.seconds.length - 1];
  if (!last || last.second !== second) {
    last = { second, all: 0, by: {} };
    state.seconds.push(last);
    while (state.seconds[0].second < second - secondsKept) state.seconds.shift();
  }
  last.all += number;
  last.by[platform] = (last.by[platform] || 0) + number;
}

function addRequest(entry) {
  const last = state.requests[state.requests.length - 1];
  if (last && entry.id <= last.id) return;
  state.requests.push(entry);
  if (state.requests.length > mostRequests + 1000) state.requests.splice(0, 1000);
  countSecond(entry.platform, 1);
}

/** Reads the journal anew. */
export async function loadRequests() {
  const { requests } = await look(`/requests?limit=${mostRequests}`);
  state.requests = requests.reverse();
  changed('request');
}

/** The number of the last request before the first that the events left out; nil when they left out none. */
let lastWhole = null;
let waiting = 0;
let since = 0;

/** Reads the requests that the events left out: when it is quiet again, or after a few seconds. */
function fillGap() {
  if (lastWhole === null) {
    const last = state.requests[state.requests.length - 1];
    lastWhole = last ? last.id : 0;
    since = Date.now();
  }
  clearTimeout(waiting);
  waiting = setTimeout(
    async () => {
      const from = lastWhole;
      lastWhole = null;
      const newest = state.requests[state.requests.length - 1];
      const missing = Math.min(mostRequests, Math.max(100, (newest ? newest.id : 0) - from + 100));
      const { requests } = await look(`/requests?limit=${missing}`).catch(() => ({ requests: [] }));
      if (requests.length === 0) return;
      const oldest = requests[requests.length - 1].id;
      const after = state.requests.filter(entry => entry.id > requests[0].id);
      state.requests = [...state.requests.filter(entry => entry.id < oldest), ...requests.reverse(), ...after].slice(
        -mostRequests,
      );
      changed('request');
    },
    Date.now() - since > 4000 ? 0 : 1000,
  );
}

const handlers = {
  hello: async value => {
    setClock(value.clock);
    const isFirst = !state.tenant;
    if (isFirst) {
      [state.tenant, { tenants: state.tenants }] = await Promise.all([
        look(`/tenants/${value.tenant}`),
        look('/tenants'),
      ]);
      useTenant(state.tenant);
      changed('world');
    }
    const last = state.requests[state.requests.length - 1];
    if (isFirst || !last || last.id > value.requests) await loadRequests();
  },
  request: entry => {
    addRequest(entry);
    changed('request');
  },
  transition: value => {
    state.transitions.unshift(value);
    state.transitions.length = Math.min(state.transitions.length, 300);
    changed('transition');
  },
  delivery: () => changed('delivery'),
  clock: value => setClock(value),
  world: async () => {
    state.transitions = [];
    await loadRequests();
    changed('world');
  },
  skipped: value => {
    countSecond('', value.requests);
    fillGap();
  },
  lost: () => {
    fillGap();
    changed('world');
  },
};

/** Begins to follow the server. */
export function start() {
  follow(
    (name, value) => Promise.resolve(handlers[name] && handlers[name](value)).catch(() => {}),
    connection => {
      state.connection = connection;
      changed('connection');
    },
  );
}

/** Reads the list of tenants anew. */
export async function loadTenants() {
  state.tenants = (await look('/tenants')).tenants;
  changed('world');
}

/** The address of the dashboard of another tenant. */
export const pageOf = name => `${prefix.replace(/\/t\/[^/]+$/, '')}${name === 'default' ? '' : `/t/${name}`}/__admin/`;
