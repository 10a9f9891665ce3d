// Whole worlds: tenants, snapshots, reset, recordings, and the verdict on this one.

import {
  h,
  Component,
  el,
  Card,
  Action,
  Text,
  Field,
  Tag,
  Table,
  Empty,
  Code,
  Copy,
  Choice,
  count,
  bytes,
  dayTime,
  short,
  platformNames,
  tell,
} from '../ui.js';
import { look, act, download, save, send } from '../api.js';
import { state, on, loadTenants, pageOf } from '../state.js';
import { Json } from '../json.js';

const { div, span, p, h1, form, code, a, button, input, label } = el;

export class Worlds extends Component {
  componentDidMount() {
    this.stop = on(['request', 'world'], () => this.load(), 600);
    this.load();
  }
  componentWillUnmount() {
    this.stop();
    this.isGone = true;
  }
  async load() {
    const [snapshots, verdict] = await Promise.all([
      look('/snapshots'),
      look('/verdict').then(
        answer => ({ answer }),
        error => ({ error }),
      ),
    ]);
    if (!this.isGone) this.setState({ snapshots: snapshots.snapshots, verdict });
  }
  render(_, { snapshots, verdict }) {
    if (!snapshots) return div({ class: 'grid' }, h1({ class: 'offscreen' }, 'Worlds'));
    const reload = () => this.load();
    return div(
      { class: 'grid' },
      h1({ class: 'offscreen' }, 'Worlds'),
      h(Verdict, { verdict }),
      h(SnapshotList, { snapshots, onDone: reload }),
      h(TenantList),
      h(Recording),
      h(Reset),
    );
  }
}

/** Whether what came in was as it should be, as the server judges it. */
const Verdict = ({ verdict }) => {
  if (!verdict) return null;
  if (verdict.error) return h(Card, { title: 'Verdict', wide: true }, h(Empty, null, verdict.error.message));
  const { passed, requests, findings, omitted, coverage } = verdict.answer;
  return h(
    Card,
    {
      title: 'Verdict on this world',
      wide: true,
      id: 'verdict',
      side: [
        span(`${count(requests)} requests`),
        h(Tag, { tone: passed ? 'good' : 'bad' }, passed ? 'passed' : `${count(findings.length + omitted)} findings`),
      ],
    },
    findings.length === 0
      ? h(Empty, null, 'Every request was as its contract wants it, and whatever was planned was met.')
      : div(findings.map((finding, index) => h(Finding, { key: index, finding }))),
    omitted ? p({ class: 'quiet' }, `and ${count(omitted)} more`) : null,
    coverage.length
      ? div(
          { class: 'legend' },
          coverage.map(one =>
            span(
              { key: one.platform },
              span({ class: `dot part-${one.platform}` }),
              `${platformNames[one.platform] || one.platform}: ${one.answered} of ${one.operations} operations answered`,
            ),
          ),
        )
      : null,
  );
};

const Finding = ({ finding }) => {
  const { kind, summary, count: times, differences, hint, example, platform, operation } = finding;
  return div(
    { class: 'finding' },
    div(
      { class: 'finding-head' },
      h(Tag, { tone: /failed|violation|unknown/.test(kind) ? 'bad' : 'warn' }, kind.replace(/_/g, ' ')),
      span({ class: 'what' }, short(summary, 400)),
      times > 1 ? h(Tag, null, `${count(times)} times`) : null,
      platform && operation ? a({ href: `#/reference/${platform}/${operation}` }, operation) : null,
      example ? a({ href: `#/requests/${example.request}` }, `request ${example.request}`) : null,
    ),
    differences.length
      ? h(Table, {
          label: 'Differences',
          rows: differences,
          columns: [
            { name: 'Pointer', cell: one => code(one.pointer || '(the whole)') },
            { name: 'Expected', cell: one => short(one.expected, 300) },
            { name: 'Got', cell: one => short(one.got, 300) },
          ],
        })
      : null,
    hint ? p({ class: 'quiet' }, short(hint, 400)) : null,
    example ? el.details(el.summary('Send it again'), h(Code, { text: example.curl, name: 'the request' })) : null,
  );
};

class SnapshotList extends Component {
  async take() {
    const name = this.state.name || 'clean';
    await act('PUT', `/snapshots/${encodeURIComponent(name)}`);
    tell(`Snapshot ${name} is taken.`);
    this.props.onDone();
  }
  async receive(event) {
    const [file] = event.target.files;
    if (!file) return;
    const name =
      file.name
        .replace(/\.[^.]*$/, '')
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, '-')
        .replace(/^-+/, '')
        .slice(0, 40) || 'moved';
    try {
      await send('PUT', `/snapshots/${name}/file`, file, 'application/zip');
      tell(`Snapshot ${name} is here. Restore it to use it.`);
      this.props.onDone();
    } catch (error) {
      tell(error.message, 'bad');
    }
  }
  render({ snapshots, onDone }, { name = 'clean' }) {
    return h(
      Card,
      { title: 'Snapshots', wide: true, side: `${snapshots.length} of 16` },
      form(
        {
          class: 'inline',
          onSubmit: event => {
            event.preventDefault();
            this.take().catch(error => tell(error.message, 'bad'));
          },
        },
        h(
          Field,
          { name: 'Name' },
          h(Text, {
            name: 'Name of the snapshot',
            id: 'snapshot-name',
            value: name,
            onInput: value => this.setState({ name: value }),
          }),
        ),
        button({ class: 'button first', id: 'take' }, 'Take a snapshot'),
        label(
          { class: 'button' },
          'From a file',
          input({
            type: 'file',
            class: 'offscreen',
            accept: '.zip,application/zip',
            onChange: event => this.receive(event),
          }),
        ),
      ),
      h(Table, {
        label: 'Snapshots',
        rows: snapshots,
        key_: one => one.name,
        empty: 'No snapshot was taken. One holds data, files, clock, schedule and ids.',
        columns: [
          { name: 'Name', cell: one => code(one.name) },
          { name: 'Of', cell: one => one.tenant },
          { name: 'Taken', cell: one => dayTime(one.taken) },
          { name: 'Size', class: 'number', cell: one => bytes(one.size) },
          {
            name: '',
            cell: one =>
              div(
                { class: 'buttons' },
                h(
                  Action,
                  {
                    kind: 'small first',
                    id: `restore-${one.name}`,
                    onClick: async () => {
                      await act('POST', `/snapshots/${encodeURIComponent(one.name)}/restore`);
                      tell(`The world is as it was when ${one.name} was taken.`);
                      onDone();
                    },
                  },
                  'Restore',
                ),
                h(
                  Action,
                  {
                    kind: 'small',
                    onClick: async () =>
                      save(await download(`/snapshots/${encodeURIComponent(one.name)}/file`), `${one.name}.zip`),
                  },
                  'Download',
                ),
                h(
                  Action,
                  {
                    kind: 'small',
                    onClick: async () => {
                      await act('DELETE', `/snapshots/${encodeURIComponent(one.name)}`);
                      onDone();
                    },
                  },
                  'Delete',
                ),
              ),
          },
        ],
      }),
    );
  }
}

class TenantList extends Component {
  async make() {
    const { name = '', mode = '' } = this.state;
    const made = await act('POST', '/tenants', { ...(name ? { name } : {}), ...(mode ? { clock: { mode } } : {}) });
    tell(`Tenant ${made.name} is made.`);
    this.setState({ name: '' });
    await loadTenants();
  }
  render(_, { name = '', mode = '', fork = '' }) {
    const own = state.tenant.name;
    return h(
      Card,
      { title: 'Tenants', wide: true, side: count(state.tenants.length) },
      form(
        {
          class: 'inline',
          onSubmit: event => {
            event.preventDefault();
            this.make().catch(error => tell(error.message, 'bad'));
          },
        },
        h(
          Field,
          { name: 'Name' },
          h(Text, {
            name: 'Name of the tenant',
            placeholder: 'made up when empty',
            value: name,
            onInput: value => this.setState({ name: value }),
          }),
        ),
        h(
          Field,
          { name: 'Clock' },
          h(Choice, {
            name: 'Clock',
            value: mode,
            options: [['', 'as the server’s'], 'running', 'frozen', 'stepping'],
            onChange: value => this.setState({ mode: value }),
          }),
        ),
        button({ class: 'button first' }, 'Make a tenant'),
      ),
      form(
        {
          class: 'inline',
          onSubmit: event => {
            event.preventDefault();
            act('POST', `/tenants/${own}/fork`, { name: fork }).then(
              () => {
                tell(`Tenant ${fork} is a copy of this one.`);
                return loadTenants();
              },
              error => tell(error.message, 'bad'),
            );
          },
        },
        h(
          Field,
          { name: `Copy of ${own}` },
          h(Text, { name: 'Name of the copy', value: fork, onInput: value => this.setState({ fork: value }) }),
        ),
        button({ class: 'button' }, 'Fork'),
      ),
      h(Table, {
        label: 'Tenants',
        rows: state.tenants,
        key_: one => one.name,
        columns: [
          {
            name: 'Name',
            cell: one =>
              one.name === own
                ? span(code(one.name), ' ', h(Tag, { tone: 'busy' }, 'this page'))
                : a({ href: pageOf(one.name) }, one.name),
          },
          { name: 'Made', cell: one => dayTime(one.created) },
          {
            name: '',
            cell: one =>
              one.default || one.name === own
                ? null
                : h(
                    Action,
                    {
                      kind: 'small',
                      onClick: async () => {
                        await act('DELETE', `/tenants/${one.name}`);
                        await loadTenants();
                      },
                    },
                    'Delete',
                  ),
          },
        ],
      }),
    );
  }
}

class Recording extends Component {
  componentDidMount() {
    this.isThere = true;
  }
  componentWillUnmount() {
    this.isThere = false;
  }
  async switch_(enabled) {
    const answer = await act('PUT', '/recording', { enabled });
    this.setState({ answer });
    tell(
      enabled ? 'The world was reset, and what it is asked is recorded.' : `${answer.exchanges} requests are recorded.`,
    );
  }
  async replay(event) {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const recording = JSON.parse(await file.text());
      const result = await act('POST', '/replay', { recording });
      this.setState({ result });
    } catch (error) {
      tell(error.message, 'bad');
    }
  }
  render(_, { answer, result }) {
    return h(
      Card,
      { title: 'Record and replay' },
      p(
        'A recording begins with a reset, and keeps every request with its answer. A replay asks everything again and shows the first difference.',
      ),
      div(
        { class: 'buttons' },
        h(Action, { onClick: () => this.switch_(true) }, 'Reset and record'),
        h(Action, { onClick: () => this.switch_(false) }, 'End'),
        h(Action, { onClick: async () => save(await download('/recording'), 'recording.json') }, 'Download'),
        label(
          { class: 'button' },
          'Replay a file',
          input({
            type: 'file',
            class: 'offscreen',
            accept: '.json,application/json',
            onChange: event => this.replay(event),
          }),
        ),
      ),
      answer
        ? p(
            { class: 'quiet' },
            `${answer.enabled ? 'Recording' : 'Not recording'}; ${count(answer.exchanges)} requests so far.`,
          )
        : null,
      result
        ? div(
            h(
              Tag,
              { tone: result.identical ? 'good' : 'bad' },
              result.identical ? `${result.replayed} answers are the same` : 'there is a difference',
            ),
            result.difference ? h(Json, { value: result.difference, name: 'the difference' }) : null,
          )
        : null,
    );
  }
}

class Reset extends Component {
  render(_, { sure }) {
    return h(
      Card,
      { title: 'Begin again' },
      p(
        'Puts this tenant back to the moment of its creation. Journal, outcomes, faults, settings and timings are cleared; snapshots stay.',
      ),
      div(
        { class: 'buttons' },
        sure
          ? [
              h(
                Action,
                {
                  kind: 'danger',
                  id: 'reset-now',
                  onClick: async () => {
                    await act('POST', '/reset');
                    this.setState({ sure: false });
                    tell('The world begins again.');
                  },
                },
                'Yes, reset it',
              ),
              h(Action, { onClick: () => this.setState({ sure: false }) }, 'No'),
            ]
          : h(
              Action,
              { kind: 'danger', id: 'reset', onClick: () => this.setState({ sure: true }) },
              'Reset this tenant',
            ),
      ),
    );
  }
}
