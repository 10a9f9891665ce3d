// What came in, as it comes: filtered, opened, copied, sent again.

import {
  h,
  Component,
  el,
  Card,
  Action,
  Copy,
  Choice,
  Text,
  Tag,
  Status,
  State,
  Table,
  Pairs,
  Empty,
  Code,
  Tabs,
  count,
  platformNames,
  clockTime,
  dayTime,
  short,
  micros,
  bytes,
  tell,
} from '../ui.js';
import { look, act, call } from '../api.js';
import { state, on, loadRequests } from '../state.js';
import { LongList } from '../list.js';
import { Json } from '../json.js';
import { describe } from '../problems.js';
import { fromJournal, languages } from '../snippets.js';

const { div, span, a, p, h1, h2, code, label, input, ul, li } = el;
const rowHeight = 34;

const statuses = [
  ['', 'any status'],
  ['problems', 'problems'],
  ['2', '2xx'],
  ['3', '3xx'],
  ['4', '4xx'],
  ['5', '5xx'],
  ['fault', 'planned faults'],
  ['expected', 'expected problems'],
];

function fits(entry, { platform, operation, status, text, control }) {
  if (platform ? entry.platform !== platform : !control && entry.platform === 'control') return false;
  if (operation && entry.operation !== operation) return false;
  if (status === 'problems') {
    if (!(entry.status >= 400 || entry.status === 0)) return false;
  } else if (status === 'fault') {
    if (!entry.fault) return false;
  } else if (status === 'expected') {
    if (!entry.expected) return false;
  } else if (status && Math.floor(entry.status / 100) !== Number(status)) return false;
  if (!text) return true;
  const needle = text.toLowerCase();
  return [entry.target, entry.operation, entry.method, entry.problem && entry.problem.message, String(entry.id)].some(
    part => part && part.toLowerCase().includes(needle),
  );
}

export class Requests extends Component {
  constructor({ query }) {
    super();
    this.state = {
      filter: {
        platform: query.get('platform') || '',
        operation: query.get('operation') || '',
        status: query.get('status') || '',
        text: query.get('text') || '',
        control: false,
      },
    };
    this.press = this.press.bind(this);
  }
  componentDidMount() {
    this.stop = on(['request', 'world'], () => this.isPaused() || this.setState({}), 150);
    window.addEventListener('keydown', this.press);
  }
  componentWillUnmount() {
    this.stop();
    window.removeEventListener('keydown', this.press);
  }
  isPaused() {
    return this.state.paused;
  }
  filter(change) {
    this.setState({ filter: { ...this.state.filter, ...change } });
  }
  entries() {
    const { filter } = this.state;
    const found = [];
    const all = this.state.paused || state.requests;
    for (let index = all.length - 1; index >= 0; index -= 1) if (fits(all[index], filter)) found.push(all[index]);
    return found;
  }
  press(event) {
    if (event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return;
    const entries = this.entries();
    const chosen = entries.findIndex(entry => entry.id === this.chosen());
    if (event.key === 'j' && chosen < entries.length - 1) this.open(entries[chosen + 1]);
    else if (event.key === 'k' && chosen > 0) this.open(entries[chosen - 1]);
    else if (event.key === 'Escape' && this.chosen()) location.hash = '#/requests';
    else return;
    event.preventDefault();
  }
  open(entry) {
    location.hash = `#/requests/${entry.id}`;
  }
  chosen() {
    return Number(this.props.parts[0]) || 0;
  }
  render(_, { filter, paused }) {
    const entries = this.entries();
    const operations = [
      ...new Set(
        state.requests
          .filter(entry => !filter.platform || entry.platform === filter.platform)
          .map(entry => entry.operation)
          .filter(Boolean),
      ),
    ].sort();
    const chosen = this.chosen();
    const index = entries.findIndex(entry => entry.id === chosen);
    return div(
      { class: chosen ? 'split opened' : 'split' },
      div(
        { class: 'pane' },
        div(
          { class: 'tools' },
          h1('Requests'),
          div(
            { class: 'search', 'data-search': true },
            h(Text, {
              name: 'Filter by text',
              placeholder: 'Filter by path, operation, message',
              value: filter.text,
              onInput: text => this.filter({ text }),
            }),
          ),
          h(Choice, {
            name: 'Platform',
            value: filter.platform,
            onChange: platform => this.filter({ platform, operation: '' }),
            options: [['', 'every platform'], ...Object.entries(platformNames)],
          }),
          h(Choice, {
            name: 'Operation',
            value: filter.operation,
            onChange: operation => this.filter({ operation }),
            options: [['', 'every operation'], ...operations],
          }),
          h(Choice, {
            name: 'Status',
            value: filter.status,
            onChange: status => this.filter({ status }),
            options: statuses,
          }),
          label(
            { class: 'check' },
            input({
              type: 'checkbox',
              checked: filter.control,
              onChange: event => this.filter({ control: event.target.checked }),
            }),
            'control plane',
          ),
          h(
            Action,
            {
              pressed: Boolean(paused),
              onClick: () => this.setState({ paused: paused ? null : state.requests.slice() }),
            },
            paused ? 'Go on' : 'Pause',
          ),
          h(
            Action,
            {
              onClick: async () => {
                await act('DELETE', '/requests');
                await loadRequests();
                tell('The journal is empty. Numbers go on.');
              },
            },
            'Clear',
          ),
          span(
            { class: 'quiet' },
            entries.length === state.requests.length
              ? count(entries.length)
              : `${count(entries.length)} of ${count(state.requests.length)}`,
          ),
        ),
        entries.length === 0
          ? h(
              Empty,
              null,
              state.requests.length === 0
                ? 'Nothing has been asked yet. Point a client here: the overview says how.'
                : 'No request fits.',
            )
          : h(LongList, {
              rows: entries,
              height: rowHeight,
              label: 'Requests, newest first',
              chosen: index,
              mark: chosen,
              row: entry => h(Row, { key: entry.id, entry, isChosen: entry.id === chosen }),
            }),
      ),
      chosen ? h(Detail, { key: chosen, id: chosen }) : null,
    );
  }
}

const Row = ({ entry, isChosen }) =>
  div(
    { role: 'listitem' },
    a(
      {
        class: isChosen ? 'row chosen' : 'row',
        href: `#/requests/${entry.id}`,
        'aria-current': isChosen ? 'true' : null,
      },
      span({ class: 'row-id' }, entry.id),
      span({ class: `dot part-${entry.platform}`, title: platformNames[entry.platform] }),
      h(Status, { code: entry.status, expected: entry.expected }),
      span({ class: 'method' }, entry.method),
      span({ class: 'target', title: short(entry.target, 400) }, short(entry.target, 300)),
      span(
        { class: 'operation' },
        entry.fault ? h(Tag, { tone: 'warn' }, 'fault') : null,
        entry.status >= 400 && entry.problem ? short(describe(entry), 90) : entry.operation || 'no operation',
      ),
      span({ class: 'took' }, micros(entry.duration_us)),
      span({ class: 'time' }, clockTime(entry.at)),
    ),
  );

/** One request with everything that is known about it. */
class Detail extends Component {
  componentDidMount() {
    this.load();
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  async load() {
    try {
      const detail = await look(`/requests/${this.props.id}`);
      if (!this.isGone) this.setState({ detail });
    } catch (error) {
      if (!this.isGone) this.setState({ error: error.message });
    }
  }
  render({ id }, { detail, error }) {
    const close = a({ class: 'button small', href: '#/requests', 'aria-label': 'Close the request' }, 'Close');
    if (error)
      return div({ class: 'pane detail' }, div({ class: 'tools' }, h2(`Request ${id}`), close), h(Empty, null, error));
    if (!detail) return div({ class: 'pane detail' }, div({ class: 'tools' }, h2(`Request ${id}`), close));
    const request = fromJournal(detail);
    return div(
      { class: 'pane detail', 'aria-label': `Request ${id}` },
      div(
        { class: 'tools' },
        h2(`Request ${id}`),
        h(Status, { code: detail.status, expected: detail.expected }),
        h(State, { of: detail.verdict }),
        span({ class: 'grow' }),
        close,
      ),
      p({ class: 'line' }, code(`${detail.method} `, short(detail.target, 2000))),
      h(Pairs, {
        of: [
          ['Platform', platformNames[detail.platform]],
          [
            'Operation',
            detail.operation
              ? a({ href: `#/reference/${detail.platform}/${detail.operation}` }, detail.operation)
              : 'none',
          ],
          ['At', dayTime(detail.at)],
          ['Took', micros(detail.duration_us)],
          detail.fault ? ['Planned fault', h(Tag, { tone: 'warn' }, detail.fault)] : null,
          detail.expected ? ['Expected', 'yes, this problem was announced'] : null,
        ],
      }),
      h(Why, { detail }),
      h(Actions, { detail, request }),
      h(Message, { title: 'Request', headers: detail.headers, body: detail.body }),
      detail.answer
        ? h(Message, { title: 'Answer', headers: detail.answer.headers, body: detail.answer.body })
        : h(
            Card,
            { title: 'Answer' },
            h(
              Empty,
              null,
              'It was not kept: answers are kept for problems, and for everything while a dashboard is open.',
            ),
          ),
    );
  }
}

/** What was wrong, and what may have been meant. */
function Why({ detail }) {
  const { problem, nearest, answer_violations: broken } = detail;
  const violations = (problem && problem.violations) || [];
  if (!problem && nearest.length === 0 && !(broken && broken.length)) return null;
  return h(
    Card,
    { title: 'What was wrong', id: 'why' },
    problem ? p({ class: 'why-text' }, problem.message) : null,
    problem && problem.note ? p({ class: 'quiet' }, problem.note) : null,
    violations.length ? h(Violations, { of: violations }) : null,
    nearest.length
      ? div(
          p('Perhaps this was meant:'),
          ul(
            nearest.map(one =>
              li(
                { key: one.operation },
                a({ href: `#/reference/${detail.platform}/${one.operation}` }, code(one.line)),
              ),
            ),
          ),
        )
      : null,
    broken && broken.length
      ? div(p('The answer has what its contract does not promise:'), h(Violations, { of: broken }))
      : null,
  );
}

const Violations = ({ of }) =>
  h(Table, {
    label: 'Violations',
    rows: of,
    columns: [
      { name: 'Pointer', cell: one => code(one.pointer || '(the whole)') },
      { name: 'Expected', cell: one => short(one.expected, 300) },
      { name: 'Got', cell: one => short(one.got, 300) },
    ],
  });

function Message({ title, headers, body }) {
  return h(
    Card,
    { title, side: body && body.size !== undefined ? bytes(body.size) : null },
    el.details(
      el.summary(`${headers.length} headers`),
      h(Pairs, { of: headers.map(({ name, value }) => [name, short(value, 1000)]) }),
    ),
    !body
      ? h(Empty, null, 'No body.')
      : body.json !== undefined
        ? h(Json, { value: body.json, name: `the ${title.toLowerCase()}` })
        : body.text
          ? h(Code, { text: body.text, name: `the ${title.toLowerCase()}` })
          : h(
              Empty,
              null,
              body.cut ? 'The body is not kept: it is a file, or long ago.' : `${bytes(body.size)} that are no text`,
            ),
    body && body.cut && (body.text || body.base64) ? p({ class: 'quiet' }, 'Only the beginning is kept.') : null,
  );
}

class Actions extends Component {
  async again() {
    const { request, detail } = this.props;
    const headers = Object.fromEntries(request.headers);
    let body = request.json;
    if (request.form) {
      body = new FormData();
      for (const [name, value] of request.form) body.append(name, value);
    } else if (request.text !== undefined) body = request.text;
    const { response, milliseconds } = await call(detail.platform, request.method, request.path, { headers, body });
    tell(`Answered ${response.status} in ${Math.round(milliseconds)} ms.`, response.ok ? 'good' : 'bad');
    const number = Number((response.headers.get('x-deepmock-request') || '').split(';')[0]);
    if (number) location.hash = `#/requests/${number}`;
  }
  async expect() {
    const { detail } = this.props;
    const pattern = detail.operation
      ? { platform: detail.platform, operation: detail.operation, status: detail.status }
      : { method: detail.method, path: detail.target.split('?')[0], status: detail.status };
    await act('POST', '/requests/expect', { request: pattern, at_least: 1, since: detail.id - 1 });
    tell('Such a problem is expected now, and this one is marked.');
    await loadRequests();
  }
  expectation() {
    const { detail } = this.props;
    const pattern = detail.operation
      ? { operation: detail.operation }
      : { method: detail.method, path: detail.target.split('?')[0] };
    if (detail.body && detail.body.json) pattern.body = detail.body.json;
    return JSON.stringify({ expect: [{ request: pattern, times: 1 }] }, null, 2);
  }
  render({ request, detail }, { language = 'curl' }) {
    const isProblem = detail.status >= 400 || detail.status === 0;
    const place = `platform=${detail.platform}${detail.operation ? `&operation=${detail.operation}` : ''}`;
    return h(
      Card,
      {
        title: 'Do it again',
        side: h(Tabs, {
          name: 'Language',
          value: language,
          options: Object.keys(languages),
          onChange: chosen => this.setState({ language: chosen }),
        }),
      },
      h(Code, { text: languages[language](request), name: `the request as ${language}` }),
      div(
        { class: 'buttons' },
        h(Action, { kind: 'first', onClick: () => this.again(), id: 'again' }, 'Send again'),
        isProblem
          ? h(Action, { onClick: () => this.expect(), id: 'expect' }, 'Expect this')
          : h(
              Copy,
              { text: () => this.expectation(), name: 'an expectation for requests/verify' },
              'Copy as expectation',
            ),
        detail.platform === 'control'
          ? null
          : a({ class: 'button', href: `#/trouble?${place}`, id: 'plan' }, 'Plan a fault for this'),
      ),
    );
  }
}
