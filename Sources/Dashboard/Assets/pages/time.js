// The clock of this tenant, and what is still to happen on it.

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
  Pairs,
  count,
  some,
  dayTime,
  duration,
  tell,
} from '../ui.js';
import { look, act } from '../api.js';
import { state, on, now, setClock } from '../state.js';

const { div, span, p, h1, form, svg, line, circle, text, title, g } = el;

/** Names of transitions as people say them. */
const spoken = name => name.replace(/^(deepva|deepopinion|deepen-tools|deepen-calibrate)\./, '').replace(/[._]/g, ' ');
const platformOf = name => name.split('.')[0];

export class Time extends Component {
  constructor() {
    super();
    this.state = { schedule: [], total: 0, seconds: '60', to: '', ran: null };
  }
  componentDidMount() {
    this.stops = [
      on(['request', 'transition', 'clock', 'world', 'delivery'], () => this.load(), 300),
      on(['clock', 'transition'], () => this.setState({}), 100),
    ];
    this.timer = setInterval(() => state.clock.mode === 'running' && this.setState({}), 500);
    this.load();
  }
  componentWillUnmount() {
    this.stops.forEach(stop => stop());
    clearInterval(this.timer);
    this.isGone = true;
  }
  async load() {
    const [{ schedule, total }, clock] = await Promise.all([look('/schedule?limit=200'), look('/clock')]);
    if (this.isGone) return;
    setClock(clock);
    this.setState({ schedule, total });
  }
  async set(change, message) {
    setClock(await act('PUT', '/clock', change));
    tell(message);
    this.load();
  }
  async advance(target) {
    const answer = await act('POST', '/clock/advance', target);
    this.setState({ ran: answer });
    tell(
      `${answer.ran.length === 1 ? 'One transition' : `${answer.ran.length} transitions`} ran${answer.complete ? '' : '; there is more to do'}. It is ${dayTime(answer.now)}.`,
    );
    this.load();
  }
  render(_, { schedule, total, seconds, to, ran, rate, step }) {
    const { clock } = state;
    if (!clock) return div();
    const modes = { running: 'Run', frozen: 'Freeze', stepping: 'Step' };
    return div(
      { class: 'grid' },
      h1({ class: 'offscreen' }, 'Time'),
      h(
        Card,
        { title: 'Clock' },
        p(
          { class: 'face', id: 'face' },
          span({ class: 'face-date' }, new Date(now()).toISOString().slice(0, 10)),
          ' ',
          span({ class: 'face-time' }, new Date(now()).toISOString().slice(11, 23)),
        ),
        div(
          { class: 'buttons' },
          Object.entries(modes).map(([mode, name]) =>
            h(
              Action,
              {
                key: mode,
                id: mode,
                pressed: clock.mode === mode,
                onClick: () => this.set({ mode }, `The clock is ${mode} now.`),
              },
              name,
            ),
          ),
        ),
        h(Pairs, {
          of: [
            ['Pending', `${some(clock.pending.work, 'transition')}, ${some(clock.pending.deadlines, 'deadline')}`],
            [
              'Next work',
              clock.next ? `${dayTime(clock.next)} (in ${duration((Date.parse(clock.next) - now()) / 1000)})` : 'none',
            ],
          ],
        }),
        clock.mode === 'stepping'
          ? form(
              {
                class: 'inline',
                onSubmit: event => {
                  event.preventDefault();
                  this.set({ step_ms: Number(step) }, 'Changed.');
                },
              },
              h(
                Field,
                { name: 'Milliseconds a request' },
                h(Text, {
                  type: 'number',
                  name: 'Milliseconds a request',
                  value: step === undefined ? String(clock.step_ms) : step,
                  onInput: value => this.setState({ step: value }),
                }),
              ),
              el.button({ class: 'button' }, 'Set'),
            )
          : form(
              {
                class: 'inline',
                onSubmit: event => {
                  event.preventDefault();
                  this.set({ rate: Number(rate) }, `The clock runs ${rate} times as fast.`);
                },
              },
              h(
                Field,
                { name: 'Rate: seconds a second' },
                h(Text, {
                  name: 'Rate',
                  value: rate === undefined ? String(clock.rate) : rate,
                  onInput: value => this.setState({ rate: value }),
                }),
              ),
              el.button({ class: 'button' }, 'Set'),
            ),
      ),
      h(
        Card,
        { title: 'Move on' },
        div(
          { class: 'buttons' },
          h(Action, { kind: 'first', id: 'next', onClick: () => this.advance({ to: 'next' }) }, 'To the next'),
          h(Action, { kind: 'first', id: 'idle', onClick: () => this.advance({ to: 'idle' }) }, 'Until idle'),
          [
            [1, '1 s'],
            [60, '1 min'],
            [3600, '1 h'],
            [86400, '1 day'],
          ].map(([number, name]) =>
            h(Action, { key: name, onClick: () => this.advance({ seconds: number }) }, `+${name}`),
          ),
        ),
        form(
          {
            class: 'inline',
            onSubmit: event => {
              event.preventDefault();
              this.advance({ seconds: Number(seconds) }).catch(error => tell(error.message, 'bad'));
            },
          },
          h(
            Field,
            { name: 'By seconds' },
            h(Text, { name: 'By seconds', value: seconds, onInput: value => this.setState({ seconds: value }) }),
          ),
          el.button({ class: 'button' }, 'Advance'),
        ),
        form(
          {
            class: 'inline',
            onSubmit: event => {
              event.preventDefault();
              this.set({ now: to }, 'The clock is set.').catch(error => tell(error.message, 'bad'));
            },
          },
          h(
            Field,
            { name: 'To an instant, never back' },
            h(Text, {
              name: 'To an instant',
              placeholder: '2026-06-01T08:00:00Z',
              value: to,
              onInput: value => this.setState({ to: value }),
            }),
          ),
          el.button({ class: 'button' }, 'Set'),
        ),
        ran
          ? p({ class: 'quiet' }, `The last advance ran ${ran.ran.length} transitions up to ${dayTime(ran.now)}.`)
          : null,
      ),
      h(
        Card,
        {
          title: 'What comes next',
          wide: true,
          side: total > schedule.length ? `the next ${count(schedule.length)} of ${count(total)}` : count(total),
        },
        div({ class: 'scroller' }, h(Line, { schedule })),
        h(Table, {
          label: 'Schedule',
          rows: schedule.slice(0, 100),
          key_: row => `${row.due}${row.subject}${row.transition}`,
          empty: 'Nothing is planned.',
          columns: [
            { name: 'Due', cell: row => dayTime(row.due) },
            { name: 'In', cell: row => duration((Date.parse(row.due) - now()) / 1000) },
            {
              name: 'What',
              cell: row => span(span({ class: `dot part-${platformOf(row.transition)}` }), spoken(row.transition)),
            },
            { name: 'Record', cell: row => el.code(row.subject) },
            { name: 'Kind', cell: row => h(Tag, { tone: row.class === 'work' ? 'busy' : '' }, row.class) },
          ],
        }),
      ),
      h(
        Card,
        { title: 'What has happened', wide: true, side: 'while this page was open' },
        h(Table, {
          label: 'Transitions',
          rows: state.transitions.slice(0, 60),
          empty: 'Nothing has moved since the page was opened.',
          columns: [
            { name: 'At', cell: row => dayTime(row.at) },
            {
              name: 'What',
              cell: row => span(span({ class: `dot part-${platformOf(row.transition)}` }), spoken(row.transition)),
            },
            { name: 'Record', cell: row => el.code(row.subject) },
          ],
        }),
      ),
    );
  }
}

/** The schedule as a line: near things apart, far things together, since the distances are taken as logarithms. */
function Line({ schedule }) {
  if (schedule.length === 0) return null;
  const start = now();
  const far = Math.max(60, ...schedule.map(row => (Date.parse(row.due) - start) / 1000));
  const width = 1000;
  const at = seconds => 20 + ((width - 60) * Math.log1p(Math.max(0, seconds))) / Math.log1p(far);
  const marks = [1, 10, 60, 600, 3600, 86400, 604800, 2592000].filter(mark => mark <= far * 1.01);
  const names = {
    1: '1 s',
    10: '10 s',
    60: '1 min',
    600: '10 min',
    3600: '1 h',
    86400: '1 day',
    604800: '1 week',
    2592000: '30 days',
  };
  const heights = new Map();
  return svg(
    {
      class: 'schedule',
      viewBox: `0 0 ${width} 96`,
      role: 'img',
      'aria-label': `${schedule.length} planned transitions on a line of time`,
    },
    line({ class: 'axis', x1: 10, x2: width - 10, y1: 66, y2: 66 }),
    text({ class: 'mark', x: 20, y: 88, 'text-anchor': 'middle' }, 'now'),
    marks.map(mark =>
      g(
        { key: mark },
        line({ class: 'tick', x1: at(mark), x2: at(mark), y1: 62, y2: 70 }),
        text({ class: 'mark', x: at(mark), y: 88, 'text-anchor': 'middle' }, names[mark]),
      ),
    ),
    schedule.map(row => {
      const place = Math.round(at((Date.parse(row.due) - start) / 1000) / 8) * 8;
      const level = heights.get(place) || 0;
      heights.set(place, level + 1);
      return level > 6
        ? null
        : circle(
            {
              class: `event part-${platformOf(row.transition)} ${row.class}`,
              cx: place,
              cy: 58 - level * 8,
              r: row.class === 'work' ? 4 : 2.5,
            },
            title(`${spoken(row.transition)} ${row.subject}, ${dayTime(row.due)}`),
          );
    }),
  );
}
