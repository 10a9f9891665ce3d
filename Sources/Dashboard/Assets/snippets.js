// A request as people type it: curl, Python, JavaScript.

import { authorization, prefix } from './api.js';

const starters = {
  deepva: ['GET', '/api/v1/jobs/?limit=5'],
  deepopinion: ['GET', '/projects'],
  'deepen-tools': ['GET', '/api/v2/clients/demo/datasets'],
  'deepen-calibrate': ['GET', '/api/v2/external/clients/demo/calibration_groups'],
};

/** A first request to a platform. */
export function starter(platform, base) {
  const [method, path] = starters[platform];
  return curl({ method, url: base + path, headers: [['Authorization', authorization(platform)]] });
}

/** A text for a POSIX shell. */
const shell = text => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${String(text).replace(/'/g, `'\\''`)}'`);

/** A request as a command line: `{method, url, headers, json, text, form}`. */
export function curl({ method, url, headers = [], json, text, form }) {
  const parts = [`curl ${method === 'GET' ? '' : `-X ${method} `}${shell(url)}`];
  for (const [name, value] of headers) parts.push(`-H ${shell(`${name}: ${value}`)}`);
  if (json !== undefined) parts.push(`--json ${shell(JSON.stringify(json))}`);
  else if (form) for (const [name, value] of form) parts.push(`-F ${shell(`${name}=${value}`)}`);
  else if (text !== undefined) parts.push(`--data-binary ${shell(text)}`);
  return parts.join(' \\\n  ');
}

/** JSON as Python writes it. */
function literal(value, indent = '') {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  const parts = Array.isArray(value)
    ? value.map(one => inner + literal(one, inner))
    : Object.entries(value).map(([name, one]) => `${inner}${JSON.stringify(name)}: ${literal(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length === 0 ? open + close : `${open}\n${parts.join(',\n')},\n${indent}${close}`;
}

/** A request for Python's requests. */
export function python({ method, url, headers = [], json, text, form }) {
  const lines = [
    'import requests',
    '',
    'answer = requests.request(',
    `    ${JSON.stringify(method)},`,
    `    ${JSON.stringify(url)},`,
  ];
  if (headers.length) lines.push(`    headers=${literal(Object.fromEntries(headers), '    ')},`);
  if (json !== undefined) lines.push(`    json=${literal(json, '    ')},`);
  else if (form)
    lines.push(`    files=${literal(Object.fromEntries(form.map(([name, value]) => [name, [null, value]])), '    ')},`);
  else if (text !== undefined) lines.push(`    data=${JSON.stringify(text)},`);
  return [...lines, ')', 'print(answer.status_code, answer.text)'].join('\n');
}

/** A request for fetch. */
export function javascript({ method, url, headers = [], json, text, form }) {
  const all = Object.fromEntries(headers);
  if (json !== undefined) all['Content-Type'] = 'application/json';
  const options = [`  method: ${JSON.stringify(method)},`, `  headers: ${JSON.stringify(all)},`];
  const before = [];
  if (json !== undefined)
    options.push(`  body: JSON.stringify(${JSON.stringify(json, null, 2).replace(/\n/g, '\n  ')}),`);
  else if (form) {
    before.push(
      'const form = new FormData();',
      ...form.map(([name, value]) => `form.append(${JSON.stringify(name)}, ${JSON.stringify(value)});`),
    );
    options.push('  body: form,');
  } else if (text !== undefined) options.push(`  body: ${JSON.stringify(text)},`);
  return [
    ...before,
    `const answer = await fetch(${JSON.stringify(url)}, {`,
    ...options,
    '});',
    'console.log(answer.status, await answer.text());',
  ].join('\n');
}

export const languages = { curl, Python: python, JavaScript: javascript };

const left =
  /^(host|content-length|connection|user-agent|accept-encoding|transfer-encoding|expect|x-deepmock-.*|sec-.*|origin|referer|accept-language)$/i;

/** A request of the journal so that it can be sent again, with the first credentials in place of those that were kept out. */
export function fromJournal(detail) {
  const origin = location.origin;
  const headers = detail.headers
    .filter(({ name, value }) => !left.test(name) && !(name.toLowerCase() === 'accept' && value === '*/*'))
    .map(({ name, value }) => [name, value.includes('[redacted]') ? authorization(detail.platform) : value]);
  // The tenant of this page, however the request named it.
  const path = detail.target.replace(/^\/t\/[^/?]+(?=\/)/, '');
  const request = { method: detail.method, url: origin + prefix + path, path, headers };
  const type = (headers.find(([name]) => name.toLowerCase() === 'content-type') || [])[1] || '';
  const { body } = detail;
  if (!body) return request;
  const without = request.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  if (body.json !== undefined && /^multipart/.test(type)) {
    return {
      ...request,
      headers: without,
      form: Object.entries(body.json).map(([name, value]) => [
        name,
        value && value.filename ? `@${value.filename}` : String(value),
      ]),
    };
  }
  if (body.json !== undefined && /urlencoded/.test(type))
    return { ...request, text: new URLSearchParams(body.json).toString() };
  if (body.json !== undefined) return { ...request, headers: without, json: body.json };
  if (body.text !== undefined) return { ...request, text: body.text };
  return request;
}
