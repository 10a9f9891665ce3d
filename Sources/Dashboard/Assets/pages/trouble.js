// What goes wrong on purpose: faults, outcomes; and what the server sends by itself: webhooks, mails.

import {
  h,
  Component,
  el,
  Card,
  Action,
  Choice,
  Text,
  Field,
  Tag,
  State,
  Status,
  Table,
  Empty,
  Tabs,
  Code,
  Copy,
  count,
  some,
  dayTime,
  clockTime,
  short,
  platformNames,
  tell,
} from '../ui.js';
import { look, act } from '../api.js';
import { state, on } from '../state.js';
import { operations } from '../contracts.js';
import { Json } from '../json.js';
import { faultsFor, outcomesFor } from '../templates.js';

const { div, span, p, h1, code, textarea } = el;

const platforms = ['deepva', 'deepopinion', 'deepen-tools', 'deepen-calibrate'];

/** What happens in a step, in a few words. */
export const stepText = step =>
  Object.entries(step)
    .map(([name, value]) =>
      value === true ? name : `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
    )
    .join(', ');

export class Trouble extends Component {
  constructor() {
    super();
    this.state = { tab: 'faults' };
  }
  componentDidMount() {
    this.stop = on(['request', 'transition', 'delivery', 'world'], () => this.load(), 500);
    this.load();
  }
  componentWillUnmount() {
    this.stop();
    this.isGone = true;
  }
  async load() {
    const [faults, outcomes, deliveries, sinks, mails, verdict] = await Promise.all([
      look('/faults'),
      look('/outcomes'),
      look('/webhooks/deliveries?limit=100'),
      look('/sinks'),
      look('/outbox?limit=100'),
      look('/requests/expect'),
    ]);
    if (!this.isGone)
      this.setState({
        faults: faults.faults,
        outcomes: outcomes.outcomes,
        deliveries,
        sinks: sinks.sinks,
        mails: mails.mails,
        expected: verdict,
      });
  }
  render({ query }, { tab, faults, outcomes, deliveries, sinks, mails, expected }) {
    if (!faults) return div({ class: 'grid' }, h1({ class: 'offscreen' }, 'Trouble'));
    const reload = () => this.load();
    const number = (name, list) => `${name} ${list.length ? `(${list.length})` : ''}`.trim();
    return div(
      { class: 'grid' },
      h1({ class: 'offscreen' }, 'Trouble'),
      div(
        { class: 'wide' },
        h(Tabs, {
          name: 'Kind of trouble',
          value: tab,
          onChange: chosen => this.setState({ tab: chosen }),
          options: [
            ['faults', number('Faults', faults)],
            ['outcomes', number('Outcomes', outcomes)],
            ['expected', number('Expected problems', expected.expectations)],
            ['webhooks', number('Webhooks and sinks', deliveries.deliveries)],
            ['mails', number('Mails', mails)],
          ],
        }),
      ),
      tab === 'faults' ? [h(NewFault, { query, onDone: reload }), h(Faults, { faults, onDone: reload })] : null,
      tab === 'outcomes' ? [h(NewOutcome, { query, onDone: reload }), h(Outcomes, { outcomes, onDone: reload })] : null,
      tab === 'expected' ? h(Expected, { expected, onDone: reload }) : null,
      tab === 'webhooks' ? [h(Deliveries, { deliveries, onDone: reload }), h(Sinks, { sinks, onDone: reload })] : null,
      tab === 'mails' ? h(Mails, { mails }) : null,
    );
  }
}

/** A choice of a platform and one of its operations. */
class Target extends Component {
  componentDidMount() {
    this.load();
  }
  componentDidUpdate(before) {
    if (before.platform !== this.props.platform) this.load();
  }
  async load() {
    this.setState({ all: await operations(this.props.platform) });
  }
  render({ platform, operation, onChange, outcomes }, { all = [] }) {
    const fitting = all.filter(one => !outcomes || one.outcome);
    return [
      h(
        Field,
        { name: 'Platform' },
        h(Choice, {
          name: 'Platform',
          id: 'fault-platform',
          value: platform,
          options: platforms.map(name => [name, platformNames[name]]),
          onChange: value => onChange({ platform: value, operation: '' }),
        }),
      ),
      h(
        Field,
        { name: 'Operation' },
        h(Choice, {
          name: 'Operation',
          id: 'fault-operation',
          value: operation,
          options: [['', 'every operation'], ...fitting.map(one => [one.id, `${one.id} — ${one.method} ${one.path}`])],
          onChange: value => onChange({ operation: value }),
        }),
      ),
    ][this.props.part];
  }
}

class NewFault extends Component {
  constructor({ query }) {
    super();
    const platform = query.get('platform') || 'deepva';
    const operation = query.get('operation') || '';
    this.state = { platform, operation, ...this.begin(Object.keys(faultsFor('')).shift(), '') };
    this.state.operation = operation;
  }
  /** A template as it stands in the form. */
  begin(template, platform) {
    const { plan, operation } = faultsFor(platform)[template];
    return { template, text: JSON.stringify(plan, null, 2), ...(operation ? { operation } : {}) };
  }
  async plan() {
    const { platform, operation, text } = this.state;
    let plan;
    try {
      plan = JSON.parse(text);
    } catch (error) {
      throw new Error(`The plan is no JSON: ${error.message}`);
    }
    const made = await act('POST', '/faults', { match: { platform, ...(operation ? { operation } : {}) }, ...plan });
    tell(`Planned as ${made.id}.`);
    this.props.onDone();
  }
  render(_, { platform, operation, text, template }) {
    const change = value => this.setState(value);
    return h(
      Card,
      { title: 'Plan a fault' },
      h(Target, { part: 0, platform, operation, onChange: change }),
      h(Target, { part: 1, platform, operation, onChange: change }),
      h(
        Field,
        { name: 'Template' },
        h(Choice, {
          name: 'Template',
          id: 'template',
          value: template,
          options: Object.keys(faultsFor(platform)),
          onChange: chosen => this.setState(this.begin(chosen, platform)),
        }),
      ),
      h(
        Field,
        { name: 'Plan: its steps are met one after the other' },
        textarea({
          rows: 9,
          value: text,
          spellcheck: false,
          'aria-label': 'Plan',
          onInput: event => this.setState({ text: event.target.value }),
        }),
      ),
      div({ class: 'buttons' }, h(Action, { kind: 'first', id: 'plan-fault', onClick: () => this.plan() }, 'Plan')),
    );
  }
}

const Faults = ({ faults, onDone }) =>
  h(
    Card,
    {
      title: 'Planned faults',
      side: faults.length
        ? h(
            Action,
            {
              kind: 'small',
              onClick: async () => {
                await act('DELETE', '/faults');
                onDone();
              },
            },
            'Drop all',
          )
        : null,
    },
    h(Table, {
      label: 'Planned faults',
      rows: faults,
      key_: one => one.id,
      empty: 'No fault is planned. Requests are answered as they deserve.',
      columns: [
        { name: 'Plan', cell: one => code(one.id) },
        {
          name: 'For',
          cell: one => {
            const { match = {} } = one.definition;
            return match.operation || match.path || platformNames[match.platform] || 'every request';
          },
        },
        {
          name: 'Steps',
          cell: one =>
            div(
              (one.definition.steps || [one.definition.fault]).map((step, index) =>
                div(
                  { class: 'step', key: index },
                  span(short(stepText(step), 120)),
                  span({ class: 'quiet' }, ` · met ${some(one.steps_fired[index] || 0, 'time')}`),
                ),
              ),
            ),
        },
        { name: 'Met', class: 'number', cell: one => `${one.fired} of ${one.matched}` },
        {
          name: '',
          cell: one => h(Tag, { tone: one.used_up ? 'good' : 'warn' }, one.used_up ? 'used up' : 'not used up'),
        },
        {
          name: '',
          cell: one =>
            h(
              Action,
              {
                kind: 'small',
                title: `Drop ${one.id}`,
                onClick: async () => {
                  await act('DELETE', `/faults/${encodeURIComponent(one.id)}`);
                  onDone();
                },
              },
              'Drop',
            ),
        },
      ],
    }),
  );

class NewOutcome extends Component {
  constructor({ query }) {
    super();
    this.state = {
      platform: query.get('platform') || 'deepva',
      operation: query.get('operation') || '',
      template: '',
      ending: 'failed',
      error: 'The picture is too dark.',
      times: '1',
      kind: '',
      match: '',
    };
  }
  async set() {
    const { platform, operation, ending, error, times, kind, match } = this.state;
    await act('POST', '/outcomes', {
      platform,
      state: ending,
      ...(operation ? { operation } : {}),
      ...(ending === 'failed' && error ? { error } : {}),
      ...(times ? { times: Number(times) } : {}),
      ...(kind && match ? { match: { [kind]: match } } : {}),
    });
    tell('The outcome is set.');
    this.props.onDone();
  }
  render(_, { platform, operation, template, ending, error, times, kind, match }) {
    const change = value => this.setState(value);
    return h(
      Card,
      { title: 'Say how work ends' },
      h(Target, { part: 0, platform, operation, onChange: change }),
      h(
        Field,
        { name: 'Template' },
        h(Choice, {
          name: 'Template of an outcome',
          id: 'outcome-template',
          value: template,
          options: [['', 'none'], ...Object.keys(outcomesFor(platform))],
          onChange: chosen => this.setState({ template: chosen, ...outcomesFor(platform)[chosen] }),
        }),
      ),
      h(Target, { part: 1, platform, operation, onChange: change, outcomes: true }),
      h(
        Field,
        { name: 'Ends as' },
        h(Choice, {
          name: 'Ends as',
          value: ending,
          options: ['completed', 'failed', 'stuck'],
          onChange: value => this.setState({ ending: value }),
        }),
      ),
      ending === 'failed'
        ? h(
            Field,
            { name: 'Error' },
            h(Text, { name: 'Error', value: error, onInput: value => this.setState({ error: value }) }),
          )
        : null,
      div(
        { class: 'inline' },
        h(
          Field,
          { name: 'Only for' },
          h(Choice, {
            name: 'Only for',
            value: kind,
            options: [['', 'all'], 'id', 'source', 'tag', 'text'],
            onChange: value => this.setState({ kind: value }),
          }),
        ),
        kind
          ? h(
              Field,
              { name: kind },
              h(Text, { name: kind, value: match, onInput: value => this.setState({ match: value }) }),
            )
          : null,
        h(
          Field,
          { name: 'Times' },
          h(Text, {
            name: 'Times',
            placeholder: 'always',
            value: times,
            onInput: value => this.setState({ times: value }),
          }),
        ),
      ),
      div({ class: 'buttons' }, h(Action, { kind: 'first', id: 'set-outcome', onClick: () => this.set() }, 'Set')),
    );
  }
}

const Outcomes = ({ outcomes, onDone }) =>
  h(
    Card,
    {
      title: 'Outcomes to come',
      side: outcomes.length
        ? h(
            Action,
            {
              kind: 'small',
              onClick: async () => {
                await act('DELETE', '/outcomes');
                onDone();
              },
            },
            'Drop all',
          )
        : null,
    },
    h(Table, {
      label: 'Outcomes',
      rows: outcomes,
      key_: one => one.id,
      empty: 'No outcome is set: work ends by itself.',
      columns: [
        { name: 'For', cell: one => one.operation || platformNames[one.platform] },
        { name: 'Match', cell: one => code(short(JSON.stringify(one.match || {}), 80)) },
        {
          name: 'Ends as',
          cell: one => span(h(State, { of: one.state }), one.error ? ` ${short(one.error, 80)}` : ''),
        },
        { name: 'Left', class: 'number', cell: one => (one.remaining === null ? 'always' : one.remaining) },
      ],
    }),
  );

const Expected = ({ expected, onDone }) =>
  h(
    Card,
    {
      title: 'Expected problems',
      wide: true,
      side: expected.expectations.length
        ? h(
            Action,
            {
              kind: 'small',
              onClick: async () => {
                await act('DELETE', '/requests/expect');
                onDone();
              },
            },
            'Drop all',
          )
        : null,
    },
    h(Table, {
      label: 'Expected problems',
      rows: expected.expectations,
      key_: one => one.id,
      empty: 'No problem is expected. Open a refused request to expect it.',
      columns: [
        { name: 'Request', cell: one => code(short(JSON.stringify(one.expected.request), 160)) },
        { name: 'Came', class: 'number', cell: one => one.came },
        { name: '', cell: one => h(Tag, { tone: one.met ? 'good' : 'warn' }, one.met ? 'met' : 'not met') },
      ],
    }),
  );

class Deliveries extends Component {
  render({ deliveries, onDone }, { open }) {
    const one = deliveries.deliveries.find(delivery => delivery.id === open);
    return h(
      Card,
      { title: 'Webhook deliveries', wide: true, side: count(deliveries.total) },
      h(Table, {
        label: 'Deliveries',
        rows: deliveries.deliveries,
        key_: row => row.id,
        onOpen: row => this.setState({ open: row.id === open ? 0 : row.id }),
        empty: 'Nothing was sent. Subscribe a URL on a platform; a sink of this server will do.',
        columns: [
          { name: 'No', cell: row => row.id },
          { name: 'Event', cell: row => row.event },
          { name: 'To', cell: row => short(row.url, 80) },
          { name: 'State', cell: row => h(State, { of: row.state }) },
          {
            name: 'Attempts',
            cell: row =>
              row.attempts.map(attempt =>
                attempt.status
                  ? h(Status, { code: attempt.status })
                  : h(Tag, { tone: 'bad', title: attempt.error }, short(attempt.error || 'in flight', 40)),
              ),
          },
          { name: 'At', cell: row => clockTime(row.at) },
          {
            name: '',
            cell: row =>
              h(
                Action,
                {
                  kind: 'small',
                  onClick: async () => {
                    await act('POST', `/webhooks/deliveries/${row.id}/redeliver`);
                    onDone();
                  },
                },
                'Send again',
              ),
          },
        ],
      }),
      one ? h(Json, { value: one.body, name: 'the body' }) : null,
    );
  }
}

class Sinks extends Component {
  async open(name) {
    this.setState({ sink: await look(`/sinks/${encodeURIComponent(name)}?limit=50`) });
  }
  render({ sinks, onDone }, { sink }) {
    return h(
      Card,
      {
        title: 'Sinks',
        wide: true,
        side: h(Copy, { text: `${state.tenant.base}/__admin/sink/mine`, name: 'the URL of a sink' }, 'Copy a URL'),
      },
      h(Table, {
        label: 'Sinks',
        rows: sinks,
        key_: one => one.name,
        onOpen: one => this.open(one.name),
        empty: 'Nothing was caught. Whatever is sent to a sink is kept there.',
        columns: [
          { name: 'Sink', cell: one => one.name },
          { name: 'Caught', class: 'number', cell: one => count(one.total) },
          { name: 'URL', cell: one => code(one.url) },
          {
            name: '',
            cell: one =>
              h(
                Action,
                {
                  kind: 'small',
                  onClick: async () => {
                    await act('DELETE', `/sinks/${encodeURIComponent(one.name)}`);
                    onDone();
                  },
                },
                'Empty',
              ),
          },
        ],
      }),
      sink
        ? sink.requests
            .slice()
            .reverse()
            .map(request =>
              div(
                { class: 'caught', key: request.number },
                p(
                  code(`${request.number}. ${request.method} ${short(request.target, 200)}`),
                  ' ',
                  span({ class: 'quiet' }, dayTime(request.at)),
                ),
                request.json !== null
                  ? h(Json, { value: request.json, name: 'the body' })
                  : request.text
                    ? h(Code, { text: request.text, name: 'the body' })
                    : null,
              ),
            )
        : null,
    );
  }
}

const Mails = ({ mails }) =>
  h(
    Card,
    { title: 'Mails', wide: true, side: 'as Studio would have sent them' },
    mails.length === 0
      ? h(Empty, null, 'No mail was sent.')
      : mails.map(mail =>
          div(
            { class: 'mail', key: mail.id },
            div(
              { class: 'mail-head' },
              span({ class: 'mail-subject' }, mail.subject),
              h(Tag, null, mail.kind),
              span({ class: 'quiet' }, `to ${mail.to}, ${dayTime(mail.at)}`),
              mail.token ? h(Copy, { text: mail.token, name: 'the token' }, 'Copy the token') : null,
            ),
            el.pre({ class: 'mail-text' }, mail.text),
          ),
        ),
  );
