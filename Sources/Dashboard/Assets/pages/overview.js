// What this server holds and does, at one glance.

import {
  h,
  Component,
  el,
  Card,
  Copy,
  State,
  Status,
  Progress,
  Empty,
  Pairs,
  count,
  some,
  platformNames,
  clockTime,
  short,
  micros,
  Tabs,
  Code,
} from '../ui.js';
import { Download } from '../contracts.js';
import { look, browse, authorization } from '../api.js';
import { state, on } from '../state.js';
import { rowsOf } from '../live.js';
import { Columns, Parts } from '../chart.js';
import { describe } from '../problems.js';
import { starter } from '../snippets.js';

const { div, span, a, ul, li, code, strong } = el;

const platforms = ['deepva', 'deepopinion', 'deepen-tools', 'deepen-calibrate'];

/** What each platform holds: a name, where its list is, and where the page shows it. */
const holdings = {
  deepva: () => [
    ['jobs', '/api/v1/jobs/?limit=30'],
    ['files', '/api/v2/storage/?limit=1'],
    ['datasets', '/api/v1/datasets/?limit=1'],
    ['trainings', '/api/v1/trainings/?limit=30'],
    ['models', '/api/v1/models/?limit=1'],
    ['transcripts', '/api/v1/transcripts?limit=1'],
  ],
  deepopinion: () => [
    ['projects', '/projects'],
    ['models', '/models'],
    ['analyses', '/analyses'],
  ],
  'deepen-tools': ({ client_id: client }) => [
    ['datasets', `/api/v2/clients/${client}/datasets`],
    ['profiles', `/api/v2/clients/${client}/labelling_profiles`],
    ['groups', `/api/v2/clients/${client}/user_groups`],
  ],
  'deepen-calibrate': ({ client_id: client }) => [['groups', `/api/v2/external/clients/${client}/calibration_groups`]],
};

/** How many records a list has, whatever its form. */
function size(answer) {
  if (answer === null || answer === undefined) return 0;
  if (typeof answer.total === 'number') return answer.total;
  if (Array.isArray(answer)) return answer.length;
  if (answer.pagination && typeof answer.pagination.total === 'number') return answer.pagination.total;
  const list = Object.values(answer).find(Array.isArray);
  return list ? list.length : Object.keys(answer).length;
}

const path = address => address.split('?')[0];

/** Records that take time, with how far they are. */
function works(answers) {
  const all = [];
  const add = (platform, kind, record, name, where) =>
    all.push({
      platform,
      kind,
      id: record.id,
      name,
      state: String(record.state || record.status),
      // Some platforms count to 1, others to 100.
      progress: record.progress > 1 ? record.progress / 100 : Number(record.progress) || 0,
      where,
      isOver: /completed|failed|ready|active|published|finished|stuck/i.test(String(record.state || record.status)),
    });
  for (const job of (answers['deepva jobs'] || {}).data || []) {
    add('deepva', 'job', job, Object.keys(job.modules || {}).join(', ') || job.tag, `deepva/api/v1/jobs/${job.id}/`);
  }
  for (const training of (answers['deepva trainings'] || {}).data || []) {
    add(
      'deepva',
      'training',
      training,
      training.name || training.model_type || training.type,
      `deepva/api/v1/trainings/${training.id}/`,
    );
  }
  for (const model of rowsOf(answers['deepopinion models']) || []) {
    // Models that the platform ships belong to no project.
    if (model.project_id) add('deepopinion', 'model', model, model.name, `deepopinion/models/${model.id}`);
  }
  for (const analysis of rowsOf(answers['deepopinion analyses']) || []) {
    if (analysis.status) add('deepopinion', 'analysis', analysis, analysis.name, `deepopinion/analyses/${analysis.id}`);
  }
  return all.sort((left, right) => left.isOver - right.isOver).slice(0, 12);
}

export class Overview extends Component {
  constructor() {
    super();
    this.state = { answers: {}, client: 'deepva' };
  }
  componentDidMount() {
    this.stops = [
      on(['request', 'transition', 'clock', 'world'], () => this.load(), 600),
      on(['request', 'connection'], () => this.setState({}), 250),
    ];
    // The columns move on, and progress is a matter of time.
    this.timer = setInterval(() => {
      this.setState({});
      if (this.isBusy && !document.hidden) this.load();
    }, 1000);
    this.load();
  }
  componentWillUnmount() {
    this.stops.forEach(stop => stop());
    clearInterval(this.timer);
    this.isGone = true;
  }
  async load() {
    if (this.isLoading) {
      this.again = true;
      return;
    }
    this.isLoading = true;
    const answers = {};
    const reads = platforms.flatMap(platform =>
      holdings[platform](state.tenant.credentials[platform] || {}).map(([name, where]) =>
        browse(platform, where)
          .then(answer => {
            answers[`${platform} ${name}`] = answer;
          })
          .catch(() => {}),
      ),
    );
    const [coverage, info] = await Promise.all([look('/coverage'), look('/info'), ...reads]).catch(() => [null, null]);
    this.isLoading = false;
    if (this.isGone) return;
    this.isBusy = works(answers).some(work => !work.isOver);
    this.setState({ answers, coverage: coverage || this.state.coverage, info: info || this.state.info });
    if (this.again) {
      this.again = false;
      setTimeout(() => this.isGone || this.load(), 300);
    }
  }
  render(_, { answers, coverage, info, client }) {
    return div(
      { class: 'grid' },
      h1_('Overview'),
      div(
        { class: 'four' },
        platforms.map(platform =>
          h(PlatformCard, {
            key: platform,
            platform,
            answers,
            coverage: coverage && coverage.platforms[platform],
          }),
        ),
      ),
      h(Traffic),
      h(Work, { works: works(answers) }),
      h(Problems),
      h(Connect, { client, onChoose: chosen => this.setState({ client: chosen }) }),
      h(Coverage, { coverage }),
      h(Process, { info }),
    );
  }
}

const h1_ = text => el.h1({ class: 'offscreen' }, text);

function PlatformCard({ platform, answers, coverage }) {
  const lists = holdings[platform](state.tenant.credentials[platform] || {});
  const requests = state.requests.reduce((sum, entry) => sum + (entry.platform === platform), 0);
  return h(
    Card,
    { title: platformNames[platform], side: span({ class: `dot part-${platform}`, 'aria-hidden': 'true' }) },
    ul(
      { class: 'holdings' },
      lists.map(([name, where]) => {
        const answer = answers[`${platform} ${name}`];
        return li(
          a(
            { href: `#/world/${platform}${path(where)}` },
            strong(answer === undefined ? '–' : count(size(answer))),
            span(name),
          ),
        );
      }),
    ),
    div(
      { class: 'foot' },
      span(some(requests, 'request')),
      coverage ? span(`${coverage.exercised} of ${coverage.operations} operations called`) : null,
    ),
  );
}

/** Requests a second, by platform. */
function Traffic() {
  const second = Math.floor(Date.now() / 1000);
  const known = new Map(state.seconds.map(entry => [entry.second, entry]));
  const columns = Array.from({ length: 60 }, (_, index) => known.get(second - 60 + index) || { all: 0, by: {} });
  const last = columns.slice(-10).reduce((sum, column) => sum + column.all, 0) / 10;
  const durations = state.requests
    .slice(-200)
    .map(entry => entry.duration_us)
    .sort((x, y) => x - y);
  const middle = durations[Math.floor(durations.length / 2)];
  return h(
    Card,
    {
      title: 'Requests a second',
      wide: true,
      side: [
        span({ class: 'figure' }, `${last >= 10 ? Math.round(last) : last.toFixed(1)}/s`),
        span({ class: 'quiet' }, `at most ${Math.max(...columns.map(column => column.all))}/s in the last minute`),
        middle === undefined ? null : span({ class: 'quiet' }, `half take less than ${micros(middle)}`),
      ],
    },
    h(Columns, {
      columns,
      series: [...platforms, 'control', ''],
      label: 'Requests in each of the last sixty seconds',
      width: 720,
    }),
    div(
      { class: 'legend' },
      [...platforms, 'control'].map(name => span(span({ class: `dot part-${name}` }), platformNames[name])),
    ),
  );
}

const Work = ({ works: all }) =>
  h(
    Card,
    { title: 'Work' },
    all.length === 0
      ? h(Empty, null, 'Nothing is being worked on. Jobs, trainings, models and analyses show up here.')
      : ul(
          { class: 'works' },
          all.map(work =>
            li(
              { key: work.kind + work.id },
              a(
                { href: `#/world/${work.where}` },
                span(
                  { class: 'work-name' },
                  span({ class: `dot part-${work.platform}` }),
                  span(`${work.kind} `),
                  span({ class: 'quiet' }, short(work.name || work.id, 60)),
                ),
                work.isOver
                  ? h(State, { of: work.state })
                  : span(
                      { class: 'work-state' },
                      h(State, { of: work.state }),
                      span({ class: 'percent' }, `${Math.round(work.progress * 100)} %`),
                    ),
                work.isOver ? null : h(Progress, { value: work.progress, label: `${work.kind} ${work.id}` }),
              ),
            ),
          ),
        ),
  );

/** The last requests that were refused or failed, and that nobody expected. */
function Problems() {
  const problems = [];
  for (let index = state.requests.length - 1; index >= 0 && problems.length < 7; index -= 1) {
    const entry = state.requests[index];
    if (entry.status >= 400 || entry.status === 0) {
      if (!entry.expected && entry.platform !== 'control') problems.push(entry);
    }
  }
  return h(
    Card,
    { title: 'Last problems', side: a({ href: '#/requests?status=problems' }, 'all') },
    problems.length === 0
      ? h(Empty, null, 'No request was refused, and none failed.')
      : ul(
          { class: 'problems' },
          problems.map(entry =>
            li(
              { key: entry.id },
              a(
                { href: `#/requests/${entry.id}` },
                h(Status, { code: entry.status }),
                span(
                  { class: 'problem-text' },
                  span({ class: 'what' }, entry.operation || `${entry.method} ${short(entry.target, 60)}`),
                  span({ class: 'why' }, short(describe(entry), 160)),
                ),
                span({ class: 'quiet time' }, clockTime(entry.at)),
              ),
            ),
          ),
        ),
  );
}

/** How a client is pointed at this server. */
const Connect = ({ client, onChoose }) => {
  const credentials = state.tenant.credentials[client] || {};
  const base = state.tenant.platforms[client];
  return h(
    Card,
    {
      title: 'Point a client here',
      wide: true,
      side: h(Tabs, {
        name: 'Platform',
        value: client,
        onChange: onChoose,
        options: platforms.map(platform => [platform, platformNames[platform]]),
      }),
    },
    div(
      { class: 'halves' },
      h(Pairs, {
        of: [
          ['Base URL', copyable(base, 'the base URL')],
          ...Object.entries(credentials).map(([name, value]) => [
            name.replace('_', ' '),
            copyable(String(value), `the ${name}`),
          ]),
          ['Authorization', copyable(authorization(client), 'the header')],
          ['Postman', h(Download, { platform: client, kind: 'postman' }, 'Collection with these credentials')],
        ],
      }),
      h(Code, { text: starter(client, base), name: 'the command' }),
    ),
  );
};

const copyable = (text, name) => span({ class: 'copyable' }, code(text), h(Copy, { text, name }));

const evidence = [
  ['seed', 'the vendor’s page'],
  ['docs', 'documentation'],
  ['client', 'a published client'],
  ['inferred', 'our choice'],
];

const Coverage = ({ coverage }) =>
  h(
    Card,
    { title: 'Coverage by operation' },
    !coverage
      ? h(Empty, null, 'Asking')
      : div(
          platforms
            .filter(platform => coverage.platforms[platform])
            .map(platform => {
              const { operations, exercised, by_evidence: by } = coverage.platforms[platform];
              return div(
                { class: 'coverage', key: platform },
                div(
                  { class: 'coverage-head' },
                  span(platformNames[platform]),
                  a({ href: `#/reference/${platform}?called=never` }, `${exercised} of ${operations} called`),
                ),
                h(Progress, {
                  value: exercised / operations,
                  label: `Operations of ${platformNames[platform]} that were called`,
                }),
                h(Parts, {
                  label: 'How well operations are known',
                  parts: evidence.map(([key, name]) => ({ name, value: by[key] || 0, class: `evidence-${key}` })),
                }),
              );
            }),
          div(
            { class: 'legend' },
            evidence.map(([key, name]) => span(span({ class: `dot evidence-${key}` }), name)),
          ),
        ),
  );

const Process = ({ info }) =>
  h(
    Card,
    { title: 'This server' },
    !info
      ? h(Empty, null, 'Asking')
      : h(Pairs, {
          of: [
            ['Version', info.version],
            ['Memory', `${Math.round(info.resident_bytes / 1e6)} MB`],
            ['Data', info.data || 'in memory, gone with the process'],
            ['Tenants', `${info.tenants.count} of ${count(info.tenants.maximum)} at most`],
            ['Process', String(info.pid)],
            ['Up for', `${Math.floor(info.uptime_seconds / 60)} min`],
          ],
        }),
  );
