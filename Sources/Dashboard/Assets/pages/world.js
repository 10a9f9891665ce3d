// Every record of every platform, found through the contracts: lists, records, files, and what can be drawn of them.

import {
  h,
  Component,
  el,
  Card,
  Action,
  Text,
  Field,
  State,
  Progress,
  Table,
  Empty,
  Pairs,
  Code,
  count,
  bytes,
  dayTime,
  short,
  platformNames,
  tell,
} from '../ui.js';
import { call, change } from '../api.js';
import { on } from '../state.js';
import { contract, operationsOf, resolved, exampleBody } from '../contracts.js';
import { rowsOf, idOf, ownValues, fill } from '../live.js';
import { Json } from '../json.js';
import { drawing } from '../views/views.js';

const { div, span, p, h1, h2, h3, a, code, nav, ul, li, textarea, input, label, img, video, audio } = el;

const platforms = ['deepva', 'deepopinion', 'deepen-tools', 'deepen-calibrate'];
const pageSize = 50;
const isCapture = segment => segment.startsWith('{');
const trimmed = path => path.replace(/\/$/, '');
const wordOf = path => decodeURIComponent(trimmed(path).split('/').pop().replace(/[-_]/g, ' '));

/** The operation whose path a real path has. Literal segments win over captures. */
function match(all, method, path) {
  const segments = trimmed(path).split('/').slice(1);
  let best = null;
  for (const one of all) {
    if (one.method !== method) continue;
    const own = trimmed(one.path).split('/').slice(1);
    const greedy = one.parameters.some(parameter => parameter['x-greedy']);
    if (!greedy && own.length !== segments.length) continue;
    const values = {};
    let literals = 0;
    let place = 0;
    let fits = true;
    own.forEach((segment, index) => {
      if (!fits) return;
      const name = segment.slice(1, -1);
      const takes =
        isCapture(segment) &&
        greedy &&
        one.parameters.some(parameter => parameter.name === name && parameter['x-greedy'])
          ? segments.length - own.length + 1
          : 1;
      const part = segments.slice(place, place + takes);
      place += takes;
      if (part.length < 1 || takes < 1) {
        fits = false;
        return;
      }
      if (isCapture(segment)) values[name] = part.map(decodeURIComponent).join('/');
      else if (segment === part[0]) literals += 1;
      else fits = false;
    });
    if (fits && place === segments.length && (!best || literals > best.literals))
      best = { operation: one, values, literals };
  }
  return best;
}

/** Whether an operation answers a list of records. */
function isList(document, operation) {
  const answer = resolved(document, operation.responses['200']);
  const content = answer && answer.content && answer.content['application/json'];
  if (!content) return false;
  const schema = resolved(document, content.schema) || {};
  if (schema.type === 'array') return true;
  const all = Object.entries({
    ...schema.properties,
    ...Object.assign({}, ...(schema.allOf || []).map(part => (resolved(document, part) || {}).properties || {})),
  });
  if (
    all.some(
      ([name, member]) =>
        ['data', 'results', 'items'].includes(name) && (resolved(document, member) || {}).type === 'array',
    )
  )
    return true;
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object' && all.length === 0) return true;
  return (
    all.filter(([, member]) => (resolved(document, member) || {}).type === 'array').length === 1 && all.length <= 6
  );
}

/** What an operation lists, from its id: `listJobs` lists jobs. */
const nameOf = operation =>
  operation.id
    .replace(/^(list|get)/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** Whether an answer is an object around one list. */
const onlyList = answer =>
  answer && typeof answer === 'object' && Object.keys(answer).length === 1 && Array.isArray(Object.values(answer)[0]);

/** The lists that hang on no other record. */
function roots(document, platform) {
  const own = ownValues(platform);
  return operationsOf(document)
    .filter(
      one =>
        one.method === 'GET' &&
        !isCapture(trimmed(one.path).split('/').pop()) &&
        fill(one.path, own) &&
        !one.parameters.some(parameter => parameter.in === 'query' && parameter.required) &&
        isList(document, one),
    )
    .map(one => ({ operation: one, path: fill(one.path, own), name: nameOf(one) }));
}

/** The operation that shows one record of a list. */
function recordOf(all, list) {
  const word = trimmed(list.path).split('/').pop();
  const stem = word.replace(/ies$/, 'y').replace(/s$/, '');
  const ends = all.filter(one => one.method === 'GET' && isCapture(trimmed(one.path).split('/').pop()));
  const direct = ends.find(one => trimmed(one.path).replace(/\/[^/]*$/, '') === trimmed(list.path));
  if (direct) return direct;
  return ends.find(one => {
    const [before] = trimmed(one.path).split('/').slice(-2);
    return (
      (before === word || before === stem) && one.captures.slice(0, -1).every(name => list.captures.includes(name))
    );
  });
}

export class World extends Component {
  constructor() {
    super();
    this.state = {};
  }
  place() {
    const { parts, query } = this.props;
    const platform = platforms.includes(parts[0]) ? parts[0] : 'deepva';
    const rest = parts.slice(1).join('/');
    const text = query.toString();
    return { platform, path: rest ? `/${rest}` : '', query: text ? `?${text}` : '' };
  }
  componentDidMount() {
    this.stop = on(['request', 'transition', 'world'], () => this.load(true), 900);
    this.load();
  }
  componentDidUpdate() {
    const place = this.place();
    const address = place.platform + place.path + place.query;
    if (this.address !== address) this.load();
  }
  componentWillUnmount() {
    this.stop();
    this.isGone = true;
    this.release();
  }
  release() {
    if (this.picture) URL.revokeObjectURL(this.picture);
    this.picture = null;
  }
  async load(quietly) {
    const { platform, path, query } = this.place();
    const address = platform + path + query;
    const isNew = this.address !== address;
    this.address = address;
    if (!isNew && quietly && this.state.blob) return;
    try {
      const document = await contract(platform);
      const found = path ? match(operationsOf(document), 'GET', path) : null;
      if (this.address !== address || this.isGone) return;
      if (!path) {
        this.setState({ platform, document, found: null, answer: undefined, error: null, blob: null, at: address });
        return;
      }
      if (!found) {
        this.setState({
          platform,
          document,
          found: null,
          error: 'No operation of this platform has this path.',
          at: address,
        });
        return;
      }
      let search = query;
      const has = name => found.operation.parameters.some(one => one.in === 'query' && one.name === name);
      if (has('limit') && !/[?&]limit=/.test(search)) search += `${search ? '&' : '?'}limit=${pageSize}`;
      const { response } = await call(platform, 'GET', path + search, { quiet: true, headers: { Accept: '*/*' } });
      const type = response.headers.get('content-type') || '';
      let [answer, blob, text] = [undefined, null, null];
      if (/json/.test(type)) answer = await response.json();
      else {
        blob = await response.blob();
        if (/^text|csv|xml/.test(type) && blob.size < 1e6) text = await blob.text();
      }
      if (this.address !== address || this.isGone) return;
      if (!response.ok) {
        this.setState({
          platform,
          document,
          found,
          answer,
          blob: null,
          error: `The server answers ${response.status}.`,
          at: address,
        });
        return;
      }
      this.release();
      if (blob && /^(image|video|audio)\//.test(type)) this.picture = URL.createObjectURL(blob);
      this.setState({ platform, document, found, answer, blob, text, type, error: null, at: address });
    } catch (error) {
      if (!this.isGone) this.setState({ error: error.message, at: address });
    }
  }
  render() {
    const { platform, path, query } = this.place();
    const { document, at } = this.state;
    const isHere = at === platform + path + query;
    return div(
      { class: path ? 'split browser opened' : 'split browser' },
      div({ class: 'pane list' }, div({ class: 'tools' }, h1('World')), h(Tree, { platform, path })),
      div(
        { class: 'pane detail' },
        !document || !isHere
          ? div({ class: 'tools' }, h2(path ? wordOf(path) : platformNames[platform]))
          : path
            ? this.renderPlace(platform, path, query)
            : h(Welcome, { platform, document }),
      ),
    );
  }
  renderPlace(platform, path, query) {
    const { document, found, answer, error, blob, text, type } = this.state;
    const all = operationsOf(document);
    const rows = found && !error && (isList(document, found.operation) || onlyList(answer)) ? rowsOf(answer) : null;
    const reload = () => this.load(true);
    return [
      h(Crumbs, { platform, path, all, query }),
      error ? h(Empty, null, error) : null,
      error && answer ? h(Json, { value: answer, name: 'the answer' }) : null,
      rows
        ? [
            h(Drawing, { platform, path, found, answer }),
            h(List, { platform, path, query, found, all, rows, answer, document }),
            h(Create, { key: found.operation.id, platform, path, found, all, document, onDone: reload }),
          ]
        : null,
      !error && answer !== undefined && !rows ? h(Record, { platform, path, found, all, answer, document }) : null,
      blob && !error ? h(File, { blob, type, text, picture: this.picture, name: wordOf(path) }) : null,
    ];
  }
}

class Tree extends Component {
  async componentDidMount() {
    const found = {};
    for (const platform of platforms) found[platform] = roots(await contract(platform), platform);
    if (!this.isGone) this.setState({ found });
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  render({ platform, path }, { found }) {
    if (!found) return null;
    return nav(
      { class: 'operations', 'aria-label': 'Lists' },
      platforms.map(one =>
        div(
          { key: one },
          h3(span({ class: `dot part-${one}` }), platformNames[one]),
          ul(
            found[one].map(root => {
              const isOn =
                one === platform && (trimmed(path) === trimmed(root.path) || path.startsWith(`${trimmed(root.path)}/`));
              return li(
                { key: root.path },
                a(
                  {
                    href: `#/world/${one}${root.path}`,
                    class: isOn ? 'chosen single' : 'single',
                    'aria-current': isOn ? 'true' : null,
                    title: root.operation.summary,
                  },
                  root.name,
                ),
              );
            }),
          ),
        ),
      ),
    );
  }
}

const Welcome = ({ platform, document }) =>
  div(
    { class: 'stack' },
    div({ class: 'tools' }, h2(platformNames[platform])),
    h(
      Card,
      { title: document.info.title },
      p(document.info.summary || ''),
      p(
        { class: 'quiet' },
        'Choose a list. Everything is read with the first credentials of this tenant, and leaves no trace in its journal.',
      ),
    ),
  );

/** Where one is: each part of the path that can be shown is a link. */
function Crumbs({ platform, path, all, query }) {
  const segments = trimmed(path).split('/').slice(1);
  const parts = [];
  for (let index = 1; index <= segments.length; index += 1) {
    const slash = path.endsWith('/') ? '/' : '';
    const part = `/${segments.slice(0, index).join('/')}`;
    const found = match(all, 'GET', part);
    if (found)
      parts.push({
        href: `#/world/${platform}${part}${slash}`,
        text: short(decodeURIComponent(segments[index - 1]), 40),
      });
  }
  return div(
    { class: 'tools crumbs' },
    a({ class: 'button small narrow-only', href: '#/world' }, 'Lists'),
    h2(
      parts.map((part, index) => [
        index ? span({ class: 'quiet' }, ' / ') : null,
        index < parts.length - 1 ? a({ href: part.href }, part.text) : span(part.text),
      ]),
    ),
    query ? code({ class: 'quiet' }, decodeURIComponent(query)) : null,
  );
}

const preferred = ['id', 'name', 'title', 'tag', 'state', 'status', 'progress', 'type', 'text', 'email'];

/** The members that tell most about the rows: few, short, and not the same in all. */
function columnsOf(rows) {
  const scores = new Map();
  for (const row of rows.slice(0, 20)) {
    if (row === null || typeof row !== 'object') return null;
    for (const [name, value] of Object.entries(row)) {
      if (value !== null && typeof value === 'object') continue;
      const rank = preferred.findIndex(one => name === one || (one !== 'text' && name.endsWith(`_${one}`)));
      const old = scores.get(name) || {
        score: rank >= 0 ? 100 - rank * 4 : /time|created|date/.test(name) ? 30 : 10,
        values: new Set(),
      };
      old.values.add(value);
      if (typeof value === 'string' && value.length > 80) old.score -= 2;
      scores.set(name, old);
    }
  }
  const all = [...scores.entries()].map(([name, { score, values }]) => ({
    name,
    score: values.size === 1 && (values.has(null) || rows.length > 2) && !preferred.includes(name) ? score - 25 : score,
  }));
  const best = new Set(
    all
      .sort((left, right) => right.score - left.score)
      .slice(0, 6)
      .map(one => one.name),
  );
  return Object.keys(rows[0])
    .filter(name => best.has(name))
    .concat([...best].filter(name => !(name in rows[0])));
}

/** A value in a table. */
export function cell(name, value) {
  if (value === null || value === undefined) return span({ class: 'quiet' }, '–');
  if (/^(state|status)$/.test(name)) return h(State, { of: value });
  if (name === 'progress' && typeof value === 'number')
    return span(
      { class: 'with-bar' },
      h(Progress, { value: value > 1 ? value / 100 : value, label: 'Progress' }),
      `${Math.round(value > 1 ? value : value * 100)} %`,
    );
  if (/size$/.test(name) && typeof value === 'number') return bytes(value);
  if (/millis/.test(name) && value > 1e12) return dayTime(new Date(value).toISOString());
  if (typeof value === 'object') return code(short(JSON.stringify(value), 100));
  return short(value, 120);
}

function List({ platform, path, query, found, all, rows, answer }) {
  const record = recordOf(all, found.operation);
  const lastCapture = record && record.captures[record.captures.length - 1];
  const columns = rows.length ? columnsOf(rows) : [];
  const isThere = name => found.operation.parameters.some(one => one.in === 'query' && one.name === name);
  const at = Number(new URLSearchParams(query).get('offset') || 0);
  const total = typeof answer.total === 'number' ? answer.total : rows.length;
  const addressOf = row => {
    if (row && row.storage_type === 'FOLDER' && isThere('folder'))
      return `#/world/${platform}${path}?folder=${encodeURIComponent(row.name)}`;
    const id = record ? idOf(row, lastCapture) : undefined;
    const where =
      id === undefined || id === null
        ? null
        : fill(record.path, { ...ownValues(platform), ...found.values, [lastCapture]: id });
    return where
      ? `#/world/${platform}${where.replace(/%2F/g, record.parameters.some(one => one['x-greedy']) ? '/' : '%2F')}`
      : null;
  };
  const go = offset => {
    const search = new URLSearchParams(query);
    search.set('offset', offset);
    location.hash = `#/world/${platform}${path}?${search}`;
  };
  return h(
    Card,
    { title: found.operation.summary, side: `${count(total)} in all` },
    rows.length === 0
      ? h(Empty, null, 'The list is empty.')
      : columns === null
        ? h(Json, { value: rows, name: 'the list' })
        : h(Table, {
            label: found.operation.summary,
            rows,
            onOpen: record
              ? row => {
                  const where = addressOf(row);
                  if (where) location.hash = where;
                }
              : null,
            columns: columns.map(name => ({ name: name.replace(/_/g, ' '), cell: row => cell(name, row[name]) })),
          }),
    isThere('offset') && (at > 0 || at + rows.length < total)
      ? div(
          { class: 'buttons' },
          h(Action, { disabled: at === 0, onClick: () => go(Math.max(0, at - pageSize)) }, 'Before'),
          span({ class: 'quiet' }, `${count(at + 1)} to ${count(at + rows.length)}`),
          h(Action, { disabled: at + rows.length >= total, onClick: () => go(at + rows.length) }, 'After'),
        )
      : null,
  );
}

/** What a list allows to create: from the example of the contract, or files that are dropped. */
class Create extends Component {
  constructor({ found, all, document, platform }) {
    super();
    const { operation } = found;
    const own = { ...ownValues(platform), ...found.values };
    this.options = all.filter(
      one =>
        one.method === 'POST' &&
        one.body &&
        (trimmed(one.path) === trimmed(operation.path) || (one.tag === operation.tag && one.creates)) &&
        fill(one.path, own),
    );
    this.state = { chosen: 0, fields: {}, ...this.begin(0, document) };
  }
  begin(index, document) {
    const one = this.options[index];
    if (!one) return {};
    const example = exampleBody(document, one);
    const fields = {};
    for (const field of (example && example.fields) || [])
      if (!field.isFile && field.required)
        fields[field.name] =
          field.name === 'folder'
            ? new URLSearchParams(location.hash.split('?')[1] || '').get('folder') || '/dashboard/'
            : String(field.sample === null ? '' : field.sample);
    return {
      example,
      fields,
      body: example && example.json !== undefined ? JSON.stringify(example.json, null, 2) : '',
    };
  }
  pathOf(one) {
    return fill(one.path, { ...ownValues(this.props.platform), ...this.props.found.values });
  }
  async make() {
    const one = this.options[this.state.chosen];
    let body;
    try {
      body = JSON.parse(this.state.body);
    } catch (error) {
      throw new Error(`The body is no JSON: ${error.message}`);
    }
    await change(this.props.platform, 'POST', this.pathOf(one), body);
    tell('It was created.', 'good');
    this.props.onDone();
  }
  async upload(files) {
    const one = this.options[this.state.chosen];
    const { example, fields } = this.state;
    const place = example.fields.find(field => field.isFile);
    for (const one_ of files) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) if (value !== '') form.append(name, value);
      form.append(place.name, one_);
      try {
        await change(this.props.platform, 'POST', this.pathOf(one), form);
        tell(`${short(one_.name, 80)} was uploaded.`, 'good');
      } catch (error) {
        tell(error.message, 'bad');
      }
    }
    this.props.onDone();
  }
  render({ document }, { chosen, example, body, fields, over }) {
    const one = this.options[chosen];
    if (!one || !example) return null;
    const file_ = (example.fields || []).find(field => field.isFile);
    const set = (name, value) => this.setState({ fields: { ...this.state.fields, [name]: value } });
    return h(
      Card,
      {
        title: one.summary,
        id: 'create',
        side:
          this.options.length > 1
            ? h(ChoiceOf, {
                options: this.options,
                chosen,
                onChoose: index => this.setState({ chosen: index, ...this.begin(index, document) }),
              })
            : a({ href: `#/reference/${this.props.platform}/${one.id}` }, one.id),
      },
      example.fields
        ? div(
            { class: 'fields' },
            example.fields
              .filter(field => !field.isFile)
              .map(field =>
                h(
                  Field,
                  { key: field.name, name: field.name + (field.required ? ' *' : '') },
                  h(Text, {
                    name: field.name,
                    value: fields[field.name] || '',
                    onInput: value => set(field.name, value),
                  }),
                ),
              ),
          )
        : null,
      file_
        ? label(
            {
              class: over ? 'drop over' : 'drop',
              id: 'drop',
              onDragOver: event => {
                event.preventDefault();
                this.setState({ over: true });
              },
              onDragLeave: () => this.setState({ over: false }),
              onDrop: event => {
                event.preventDefault();
                this.setState({ over: false });
                this.upload([...event.dataTransfer.files]);
              },
            },
            'Drop files here, or choose them',
            input({
              type: 'file',
              multiple: true,
              class: 'offscreen',
              onChange: event => {
                this.upload([...event.target.files]);
                event.target.value = '';
              },
            }),
          )
        : null,
      example.json !== undefined
        ? [
            h(
              Field,
              { name: 'Body, from the example of the contract' },
              textarea({
                rows: Math.min(14, body.split('\n').length + 1),
                value: body,
                spellcheck: false,
                'aria-label': 'Body',
                onInput: event => this.setState({ body: event.target.value }),
              }),
            ),
            div({ class: 'buttons' }, h(Action, { kind: 'first', id: 'make', onClick: () => this.make() }, 'Create')),
          ]
        : null,
    );
  }
}

const ChoiceOf = ({ options, chosen, onChoose }) =>
  el.select(
    { 'aria-label': 'Operation', onChange: event => onChoose(Number(event.target.value)) },
    options.map((one, index) => el.option({ value: index, selected: index === chosen }, one.id)),
  );

/** A record with what hangs on it. */
class Record extends Component {
  async remove(operation) {
    const { platform, path } = this.props;
    await change(platform, 'DELETE', path);
    tell('It was deleted.', 'good');
    history.back();
  }
  render({ platform, path, found, all, answer }, { sure }) {
    const mine = trimmed(found.operation.path);
    const own = { ...ownValues(platform), ...found.values };
    const below = all.filter(
      one =>
        one.method === 'GET' &&
        one.path.startsWith(`${mine}/`) &&
        fill(one.path, own) &&
        !isCapture(trimmed(one.path).split('/').pop()),
    );
    const removal = all.find(one => one.method === 'DELETE' && trimmed(one.path) === mine);
    const scalars =
      answer && typeof answer === 'object' && !Array.isArray(answer)
        ? Object.entries(answer).filter(([, value]) => value === null || typeof value !== 'object')
        : [];
    return div(
      { class: 'stack' },
      h(Drawing, { platform, path, found, answer }),
      h(
        Card,
        {
          title: found.operation.summary,
          side: a({ href: `#/reference/${platform}/${found.operation.id}` }, found.operation.id),
        },
        scalars.length
          ? h(Pairs, { of: scalars.slice(0, 24).map(([name, value]) => [name.replace(/_/g, ' '), cell(name, value)]) })
          : null,
        div(
          { class: 'buttons' },
          below.map(one =>
            a({ key: one.id, class: 'button', href: `#/world/${platform}${fill(one.path, own)}` }, wordOf(one.path)),
          ),
          removal
            ? sure
              ? [
                  h(
                    Action,
                    { kind: 'danger', id: 'delete-now', onClick: () => this.remove(removal) },
                    'Yes, delete it',
                  ),
                  h(Action, { onClick: () => this.setState({ sure: false }) }, 'No'),
                ]
              : h(Action, { kind: 'danger', id: 'delete', onClick: () => this.setState({ sure: true }) }, 'Delete')
            : null,
        ),
      ),
      h(Json, { value: answer, name: 'the record' }),
    );
  }
}

/** What can be drawn of a place; nothing where there is nothing to draw. */
class Drawing extends Component {
  render({ platform, path, found, answer }) {
    const view = drawing(platform, found.operation.id);
    return view ? h(view, { key: path, path, values: found.values, answer }) : null;
  }
}

const File = ({ blob, type, text, picture, name }) =>
  h(
    Card,
    { title: name, side: [type.split(';')[0], bytes(blob.size)] },
    picture && /^image/.test(type) ? img({ class: 'preview', src: picture, alt: name }) : null,
    picture && /^video/.test(type) ? video({ class: 'preview', src: picture, controls: true }) : null,
    picture && /^audio/.test(type) ? audio({ src: picture, controls: true }) : null,
    text !== null ? h(Code, { text: short(text, 100000), name: 'the file' }) : null,
    div(
      { class: 'buttons' },
      a({ class: 'button', href: picture || URL.createObjectURL(blob), download: name }, 'Save'),
    ),
  );
