// The small parts that every page is made of. Texts are always text nodes: nothing is ever parsed as markup.

import { h, Component } from './preact/preact';

export { h, Component };

const isChild = value =>
  value === null || typeof value !== 'object' || Array.isArray(value) || value.nodeName !== undefined;

/** Makes elements: `el.div({class: 'row'}, 'text')` or `el.div('text')`. */
export const el = new Proxy(
  {},
  {
    get:
      (_, tag) =>
      (...parts) => {
        const attributes = parts.length > 0 && !isChild(parts[0]) ? parts.shift() : null;
        return h(tag, attributes, ...parts);
      },
  },
);

const { div, span, button, a, table, thead, tbody, tr, th, td, section, h2, p, label, input, select, option, pre } = el;

// -- Texts

/** A number with separators between thousands. */
export const count = number => (number === null || number === undefined ? '–' : Number(number).toLocaleString('en'));

/** A number of things: `some(2, 'job')` is 2 jobs. */
export const some = (number, name) => `${count(number)} ${name}${number === 1 ? '' : 's'}`;

/** Bytes as people read them. */
export function bytes(number) {
  if (number === null || number === undefined) return '–';
  const units = ['B', 'KB', 'MB', 'GB'];
  let unit = 0;
  while (number >= 1000 && unit < 3) {
    number /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? number : number.toFixed(number < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A span of time, given in seconds. */
export function duration(seconds) {
  const size = Math.abs(seconds);
  if (size < 1) return `${Math.round(seconds * 1000)} ms`;
  if (size < 60) return `${+seconds.toFixed(size < 10 ? 1 : 0)} s`;
  if (size < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (size < 172800) return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
  return `${Math.round(seconds / 86400)} days`;
}

/** Microseconds as people read them. */
export const micros = value =>
  value < 1000 ? `${value} µs` : value < 1e6 ? `${(value / 1000).toFixed(1)} ms` : `${(value / 1e6).toFixed(2)} s`;

/** The time of day of an instant. */
export const clockTime = instant => (instant ? String(instant).slice(11, 23) : '–');

/** The day and the time of an instant, in UTC as everywhere in this server. */
export const dayTime = instant =>
  instant
    ? String(instant)
        .replace('T', ' ')
        .replace(/(\.\d{3})\d*Z?$/, '$1')
    : '–';

/** The beginning of a long text. */
export const short = (text, length = 120) => {
  const whole = String(text);
  return whole.length > length ? `${whole.slice(0, length - 1)}…` : whole;
};

export const platformNames = {
  deepva: 'DeepVA',
  deepopinion: 'DeepOpinion Studio',
  'deepen-tools': 'Deepen AI tools',
  'deepen-calibrate': 'Deepen Calibrate',
  control: 'Control plane',
};

// -- Parts

/** A box with a heading, and what belongs beside it. */
export const Card = ({ title, side, children, wide, id }) =>
  section(
    { class: wide ? 'card wide' : 'card', 'aria-label': title, id },
    title && div({ class: 'card-head' }, h2(title), side && div({ class: 'side' }, side)),
    children,
  );

/** A button; `busy` while its action runs. */
export class Action extends Component {
  run(event) {
    event.preventDefault();
    if (this.state.busy) return;
    const done = () => this.isGone || this.setState({ busy: false });
    const result = this.props.onClick(event);
    if (result && result.then) {
      this.setState({ busy: true });
      result.then(done, error => {
        done();
        tell(error.message || String(error), 'bad');
      });
    }
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  render({ children, kind, title, disabled, id, pressed }, { busy }) {
    return button(
      {
        type: 'button',
        class: `button ${kind || ''}`,
        title,
        id,
        disabled: disabled || busy,
        'aria-busy': busy ? 'true' : null,
        'aria-pressed': pressed === undefined ? null : String(pressed),
        onClick: event => this.run(event),
      },
      children,
    );
  }
}

/** Copies a text, and says so. */
export const Copy = ({ text, name, children }) =>
  h(
    Action,
    {
      kind: 'small',
      title: `Copy ${name || 'the text'}`,
      onClick: async () => {
        const value = typeof text === 'function' ? await text() : text;
        await copyText(value);
        tell(`Copied ${name || 'the text'}.`);
      },
    },
    children && children.length ? children : 'Copy',
  );

/** Puts a text into the clipboard, also where the page has no secure origin. */
async function copyText(text) {
  if (navigator.clipboard) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      /* the older way follows */
    }
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'offscreen';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

/** A word with a colour: the state of a record, a status. */
export const Tag = ({ children, tone, title }) => span({ class: `tag ${tone || ''}`, title }, children);

const tones = {
  completed: 'good',
  answered: 'good',
  delivered: 'good',
  READY: 'good',
  PUBLISHED: 'good',
  ACTIVE: 'good',
  FINISHED: 'good',
  uploaded: 'good',
  processing: 'busy',
  sending: 'busy',
  TRAINING: 'busy',
  running: 'busy',
  IN_PROGRESS: 'busy',
  PROCESSING: 'busy',
  failed: 'bad',
  refused: 'warn',
  FAILED: 'bad',
  ERROR: 'bad',
  unmatched: 'warn',
  stuck: 'warn',
};

/** The state of something, in its colour. */
export const State = ({ of }) => h(Tag, { tone: tones[of] || (/progress/i.test(of || '') ? 'busy' : '') }, String(of));

/** An HTTP status in its colour. */
export const Status = ({ code, expected }) =>
  h(
    Tag,
    {
      tone: code === 0 || code >= 500 ? 'bad' : code >= 400 ? (expected ? '' : 'warn') : code >= 300 ? '' : 'good',
      title: expected ? 'This problem was expected.' : null,
    },
    code === 0 ? 'cut' : code,
  );

/** A share of a whole. */
export class Progress extends Component {
  render({ value, tone, label: name }) {
    const share = Math.max(0, Math.min(1, Number(value) || 0));
    return div(
      {
        class: `progress ${tone || ''}`,
        role: 'progressbar',
        'aria-label': name,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': Math.round(share * 100),
      },
      div({ class: 'fill', style: { width: `${share * 100}%` } }),
    );
  }
}

/** What is shown where nothing is. */
export const Empty = ({ children }) => p({ class: 'empty' }, children);

/** A table: columns have a `name`, and a `cell` of a row. */
export const Table = ({ columns, rows, onOpen, key_, empty, label: name }) =>
  rows.length === 0
    ? h(Empty, null, empty || 'Nothing yet.')
    : div(
        { class: 'scroller', tabIndex: 0, role: 'region', 'aria-label': name || 'Table' },
        table(
          thead(tr(columns.map(column => th({ scope: 'col', class: column.class || null }, column.name)))),
          tbody(
            rows.map((row, index) =>
              tr(
                {
                  key: key_ ? key_(row) : index,
                  class: onOpen ? 'open' : null,
                  onClick: onOpen
                    ? event => {
                        if (!event.target.closest('a, button, input')) onOpen(row);
                      }
                    : null,
                },
                columns.map((column, place) =>
                  td(
                    { class: column.class || null },
                    place === 0 && onOpen
                      ? a(
                          {
                            href: '#',
                            class: 'plain',
                            onClick: event => {
                              event.preventDefault();
                              onOpen(row);
                            },
                          },
                          column.cell(row),
                        )
                      : column.cell(row),
                  ),
                ),
              ),
            ),
          ),
        ),
      );

/** Pairs of a name and a value. */
export const Pairs = ({ of }) =>
  el.dl(
    { class: 'pairs' },
    of
      .filter(pair => pair && pair[1] !== undefined && pair[1] !== null)
      .map(([name, value]) => div(el.dt(name), el.dd(value))),
  );

/** A field with its label. */
export const Field = ({ name, children }) => label({ class: 'field' }, span(name), children);

/** A choice of texts, or of pairs of a value and a text. */
export const Choice = ({ value, options, onChange, name, id }) =>
  select(
    { onChange: event => onChange(event.target.value), 'aria-label': name, id },
    options.map(entry => {
      const [key, text] = Array.isArray(entry) ? entry : [entry, entry];
      return option({ value: key, selected: key === value }, text);
    }),
  );

/** A line of text to type in. */
export const Text = ({ value, onInput, name, placeholder, type, id, onEnter, list }) =>
  input({
    type: type || 'text',
    value,
    'aria-label': name,
    placeholder,
    id,
    list,
    spellcheck: false,
    autocomplete: 'off',
    onInput: event => onInput(event.target.value),
    onKeyDown: onEnter
      ? event => {
          if (event.key === 'Enter') onEnter();
        }
      : null,
  });

/** Buttons of which one is chosen. */
export const Tabs = ({ value, options, onChange, name }) =>
  div(
    { class: 'tabs', role: 'group', 'aria-label': name },
    options.map(entry => {
      const [key, text] = Array.isArray(entry) ? entry : [entry, entry];
      return button(
        {
          type: 'button',
          class: key === value ? 'on' : '',
          'aria-pressed': String(key === value),
          onClick: () => onChange(key),
        },
        text,
      );
    }),
  );

/** A text with its own line breaks, to copy. */
export const Code = ({ text, name }) => div({ class: 'code' }, pre({ tabIndex: 0 }, text), h(Copy, { text, name }));

// -- Messages

let listener = () => {};

/** Says something at the edge of the page for a while. */
export function tell(text, tone) {
  listener({ text, tone, at: Date.now() });
}

/** Shows what is told. */
export class Messages extends Component {
  componentDidMount() {
    listener = message => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.setState({ message: null }), message.tone === 'bad' ? 9000 : 3500);
      this.setState({ message });
    };
  }
  render(_, { message }) {
    return div(
      { class: 'messages', role: 'status', 'aria-live': 'polite' },
      message
        ? div(
            { class: `message ${message.tone || ''}` },
            message.text,
            button({ type: 'button', 'aria-label': 'Close', onClick: () => this.setState({ message: null }) }, '×'),
          )
        : null,
    );
  }
}
