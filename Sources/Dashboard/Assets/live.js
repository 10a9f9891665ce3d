// Ids that exist in this tenant, for the captures of paths.

import { browse } from './api.js';
import { state } from './state.js';
import { operations } from './contracts.js';

const plain = name => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The rows of a list, whatever its form. */
export function rowsOf(answer) {
  if (Array.isArray(answer)) return answer;
  if (!answer || typeof answer !== 'object') return null;
  for (const name of ['data', 'results', 'items']) if (Array.isArray(answer[name])) return answer[name];
  if (answer.data && typeof answer.data === 'object') {
    const inner = rowsOf(answer.data);
    if (inner) return inner;
  }
  const lists = Object.entries(answer).filter(([, value]) => Array.isArray(value));
  if (lists.length === 1 && Object.keys(answer).length <= 6) return lists[0][1];
  const values = Object.values(answer);
  // An object of records by id.
  if (
    values.length > 0 &&
    values.every(value => value && typeof value === 'object' && !Array.isArray(value)) &&
    Object.entries(answer).every(([key, value]) => Object.values(value).includes(key))
  )
    return values;
  return null;
}

/** What identifies a row in a capture with this name. */
export function idOf(row, capture) {
  if (row === null || typeof row !== 'object') return row;
  const own = plain(capture);
  const exact = Object.keys(row).find(key => plain(key) === own);
  if (exact) return row[exact];
  if (row.id !== undefined) return row.id;
  const kin = Object.keys(row).find(key => /id$/i.test(key) && own.endsWith(plain(key)));
  if (kin) return row[kin];
  if (row.name !== undefined) return row.name;
  const any = Object.keys(row).find(key => /_?id$/i.test(key));
  return any ? row[any] : undefined;
}

/** Captures whose values follow from who asks. */
export function ownValues(platform) {
  const credentials = (state.tenant && state.tenant.credentials[platform]) || {};
  const organization = credentials.organization_id;
  return {
    clientId: credentials.client_id,
    organization_id: organization,
    user_id: platform === 'deepopinion' ? 1 : undefined,
  };
}

/** The path of an operation with its captures filled in; nil if one is missing. */
export function fill(path, values) {
  let isWhole = true;
  const filled = path.replace(/\{([^}]+)\}/g, (_, name) => {
    if (values[name] === undefined || values[name] === '') isWhole = false;
    return encodeURIComponent(values[name]);
  });
  return isWhole ? filled : null;
}

const last = path => path.replace(/\/$/, '').split('/').pop();
const stem = word => word.replace(/s$/, '').replace(/ie$/, 'y');

/** The list that has the records which a capture at this place of a path names. */
export function listFor(all, operation, capture) {
  const before = operation.path.slice(0, operation.path.indexOf(`{${capture}}`)).replace(/\/$/, '');
  const same = all.find(one => one.method === 'GET' && one.path.replace(/\/$/, '') === before);
  if (same) return same;
  // Some lists are found elsewhere, such as those of a client's datasets.
  return all.find(
    one =>
      one.method === 'GET' &&
      !/\}\/?$/.test(one.path) &&
      stem(last(one.path)) === stem(last(before)) &&
      one.captures.every(name => name !== capture),
  );
}

/** Values that exist for each capture of an operation, the newest first. */
export async function liveValues(platform, operation) {
  const all = await operations(platform);
  const found = {};
  const values = { ...ownValues(platform) };
  for (const capture of operation.captures) {
    if (values[capture] !== undefined) {
      found[capture] = [values[capture]];
      continue;
    }
    const list = listFor(all, operation, capture);
    const path = list && fill(list.path, values);
    if (!path) continue;
    try {
      const rows = rowsOf(await browse(platform, path)) || [];
      const ids = rows
        .map(row => idOf(row, capture))
        .filter(id => id !== undefined && id !== null && typeof id !== 'object');
      found[capture] = [...new Set(ids)].slice(0, 50);
      [values[capture]] = found[capture];
    } catch {
      /* nothing is known then */
    }
  }
  return found;
}
