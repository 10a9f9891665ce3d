// Talks to the server: the control plane and the four platforms, always in the tenant of this page.

/** The path before `/__admin/`, such as `/t/worker-3`; empty for the tenant default. */
export const prefix = location.pathname.replace(/\/__admin\/?.*$/, '');

const tokenKey = 'deepmock-admin-token';

/** The admin token that somebody has typed in, kept until the tab is closed. */
export const token = {
  get: () => sessionStorage.getItem(tokenKey) || '',
  set: value => (value ? sessionStorage.setItem(tokenKey, value) : sessionStorage.removeItem(tokenKey)),
};

/** What the server says when it does not do something. */
export class Refusal extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

let onLocked = () => {};

/** Calls a function when the admin token is missing or wrong. */
export function whenLocked(action) {
  onLocked = action;
}

function adminHeaders() {
  const headers = { Accept: 'application/json' };
  if (token.get()) headers['X-Deepmock-Admin-Token'] = token.get();
  return headers;
}

async function read(response) {
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refusal(response, body) {
  const message = body && (body.error ? body.error.message : body.message || body.detail || body.error_message);
  return new Refusal(
    response.status,
    typeof message === 'string' ? message : `The server answered ${response.status}.`,
    body,
  );
}

async function admin(method, path, body, look) {
  const headers = adminHeaders();
  if (look) headers['X-Deepmock-Look'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(`${prefix}/__admin${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: 'no-store',
  });
  const answer = await read(response);
  if (response.status === 401) onLocked();
  if (!response.ok) throw refusal(response, answer);
  return answer;
}

/** Reads from the control plane, without leaving a trace in the journal or moving a stepping clock. */
export const look = path => admin('GET', path, undefined, true);

/** Asks the control plane to do something. */
export const act = (method, path, body) => admin(method, path, body, false);

/** The stream of events; the caller reads its body. */
export const events = (lastID, signal) =>
  fetch(`${prefix}/__admin/events`, {
    headers: { ...adminHeaders(), Accept: 'text/event-stream', ...(lastID ? { 'Last-Event-ID': lastID } : {}) },
    cache: 'no-store',
    signal,
  });

/** A file of the control plane, such as a snapshot. */
export async function download(path) {
  const response = await fetch(`${prefix}/__admin${path}`, {
    headers: { ...adminHeaders(), Accept: '*/*', 'X-Deepmock-Look': '1' },
  });
  if (!response.ok) throw refusal(response, await read(response));
  return response.blob();
}

/** Sends a file to the control plane. */
export async function send(method, path, blob, type) {
  const response = await fetch(`${prefix}/__admin${path}`, {
    method,
    headers: { ...adminHeaders(), 'Content-Type': type },
    body: blob,
  });
  const answer = await read(response);
  if (!response.ok) throw refusal(response, answer);
  return answer;
}

/** Offers a file to save. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// -- The platforms

let tenant = { name: 'default', credentials: {} };

/** Says whose credentials are used. */
export function useTenant(value) {
  tenant = value;
}

/** The value of `Authorization` for a platform, with the first credentials of this tenant. */
export function authorization(platform) {
  const own = tenant.credentials[platform] || {};
  if (platform === 'deepva') return `Key ${own.key || ''}`;
  if (platform === 'deepopinion') return `Bearer ${tenant.name}:dashboard`;
  if (platform === 'control') return token.get() ? `Bearer ${token.get()}` : '';
  return `Bearer ${own.token || ''}`;
}

/** Calls an operation of a platform. `quiet` leaves no trace, for reading. */
export async function call(platform, method, path, { body, headers = {}, quiet = false } = {}) {
  const all = { Accept: 'application/json', ...headers };
  const own = authorization(platform);
  if (own && !all.Authorization) all.Authorization = own;
  if (quiet) all['X-Deepmock-Look'] = '1';
  const plain =
    body !== undefined && !(body instanceof Blob) && !(body instanceof FormData) && typeof body !== 'string';
  if (plain) all['Content-Type'] = 'application/json';
  const started = performance.now();
  const response = await fetch(prefix + path, {
    method,
    headers: all,
    body: plain ? JSON.stringify(body) : body,
    cache: 'no-store',
  });
  return { response, milliseconds: performance.now() - started };
}

/** Reads JSON from a platform, without a trace. */
export async function browse(platform, path) {
  const { response } = await call(platform, 'GET', path, { quiet: true });
  const answer = await read(response);
  if (!response.ok) throw refusal(response, answer);
  return answer;
}

/** Changes something on a platform, as a client would. */
export async function change(platform, method, path, body) {
  const { response } = await call(platform, method, path, { body });
  const answer = await read(response);
  if (!response.ok) throw refusal(response, answer);
  return answer;
}

/** A file of a platform. */
export async function file(platform, path) {
  const { response } = await call(platform, 'GET', path, { quiet: true, headers: { Accept: '*/*' } });
  if (!response.ok) throw refusal(response, await read(response));
  return response.blob();
}
