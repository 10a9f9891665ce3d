// The page as a whole: where one is, the tenant, its clock, and how the connection is.

import { h, Component, el, Action, Messages, Text, Choice, Field } from './ui.js';
import { render } from './preact/preact';
import { state, start, on, now, pageOf, touch } from './state.js';
import { token, whenLocked } from './api.js';
import { Overview } from './pages/overview.js';
import { Requests } from './pages/requests.js';
import { World } from './pages/world.js';
import { Time } from './pages/time.js';
import { Trouble } from './pages/trouble.js';
import { Worlds } from './pages/worlds.js';
import { Reference } from './pages/reference.js';

const { div, span, a, nav, header, main, button, form, p, h1, h2, kbd, dl, dt, dd } = el;

const pages = [
  ['', 'Overview', Overview],
  ['requests', 'Requests', Requests],
  ['world', 'World', World],
  ['time', 'Time', Time],
  ['trouble', 'Trouble', Trouble],
  ['worlds', 'Worlds', Worlds],
  ['reference', 'Reference', Reference],
];

/** The parts of the address behind the hash; what stands behind a question mark in it is the page's own. */
function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { parts: path.split('/'), query: new URLSearchParams(query || '') };
}

/** Shows the time of the tenant's clock as it goes. */
class ClockFace extends Component {
  componentDidMount() {
    this.stop = on(['clock', 'world'], () => this.setState({}), 50);
    this.timer = setInterval(() => state.clock && state.clock.mode === 'running' && this.setState({}), 250);
  }
  componentWillUnmount() {
    this.stop();
    clearInterval(this.timer);
  }
  render() {
    if (!state.clock) return span({ class: 'clock' });
    const time = new Date(now());
    const text = Number.isNaN(time.getTime()) ? state.clock.now : time.toISOString();
    const rate = state.clock.mode === 'running' && state.clock.rate !== 1 ? ` ×${state.clock.rate}` : '';
    return a(
      { class: `clock ${state.clock.mode}`, href: '#/time', title: 'The clock of this tenant, in UTC' },
      span({ class: 'mode' }, state.clock.mode + rate),
      span({ class: 'date' }, text.slice(0, 10)),
      span(text.slice(11, 19)),
    );
  }
}

const connections = { starting: 'connecting', live: 'live', lost: 'connection lost', locked: 'locked' };

/** Asks for the admin token. */
class Unlock extends Component {
  render(_, { value }) {
    const unlock = () => {
      token.set((value || '').trim());
      location.reload();
    };
    return main(
      { class: 'unlock', id: 'content' },
      div(
        { class: 'card' },
        h1('This server asks for its admin token'),
        p(
          'It is in the line that the server printed when it was ready, as ',
          el.code('admin_token'),
          ', or what ',
          el.code('--admin-token'),
          ' was given. It stays in this tab only.',
        ),
        form(
          {
            onSubmit: event => {
              event.preventDefault();
              unlock();
            },
          },
          h(
            Field,
            { name: 'Admin token' },
            h(Text, {
              id: 'token',
              type: 'password',
              name: 'Admin token',
              value: value || '',
              onInput: text => this.setState({ value: text }),
            }),
          ),
          button({ type: 'submit', class: 'button first' }, 'Open'),
        ),
        token.get() ? p({ class: 'bad' }, 'The token that was given is not the right one.') : null,
      ),
    );
  }
}

const keys = [
  ['1 – 7', 'go to a page'],
  ['/', 'search or filter'],
  ['j, k', 'next and previous request'],
  ['Esc', 'close what is open'],
  ['?', 'this list'],
];

const Help = ({ onClose }) =>
  div(
    { class: 'veil', onClick: onClose },
    div(
      { class: 'dialog', role: 'dialog', 'aria-label': 'Keys', onClick: event => event.stopPropagation() },
      h2('Keys'),
      dl(
        { class: 'keys' },
        keys.map(([key, text]) => div(dt(kbd(key)), dd(text))),
      ),
      h(Action, { onClick: onClose }, 'Close'),
    ),
  );

const themes = { '': 'Auto', light: 'Light', dark: 'Dark' };

class App extends Component {
  constructor() {
    super();
    this.state = { place: place(), theme: localStorage.getItem('deepmock-theme') || '' };
  }
  componentDidMount() {
    this.stop = on(['connection', 'world'], () => this.setState({}), 50);
    window.addEventListener('hashchange', () => {
      this.setState({ place: place() });
      document.title = `${this.current()[1]} · deepmock`;
      // In a narrow window the pages are a line that scrolls.
      setTimeout(() => document.querySelector('.bar nav a.on').scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    });
    window.addEventListener('keydown', event => this.press(event));
    whenLocked(() => {
      state.connection = 'locked';
      touch('connection');
    });
    this.useTheme(this.state.theme);
    start();
  }
  useTheme(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    if (theme) localStorage.setItem('deepmock-theme', theme);
    else localStorage.removeItem('deepmock-theme');
    this.setState({ theme });
  }
  press(event) {
    const isTyping = event.target.closest && event.target.closest('input, textarea, select');
    if (event.key === 'Escape') {
      this.setState({ help: false });
      if (isTyping) event.target.blur();
    }
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const number = Number(event.key);
    if (number >= 1 && number <= pages.length) location.hash = `#/${pages[number - 1][0]}`;
    else if (event.key === '?') this.setState({ help: true });
    else if (event.key === '/') {
      const field = document.querySelector('[data-search] input, input[data-search]');
      if (field) {
        event.preventDefault();
        field.focus();
      }
    }
  }
  current() {
    return pages.find(([name]) => name === this.state.place.parts[0]) || pages[0];
  }
  render(_, { place: { parts, query }, help, theme }) {
    const [name, , Page] = this.current();
    const tenant = state.tenant ? state.tenant.name : '';
    const isOpen = state.connection !== 'locked';
    return div(
      { class: 'page' },
      a(
        {
          class: 'skip',
          href: '#content',
          onClick: event => {
            event.preventDefault();
            document.getElementById('content').focus();
          },
        },
        'Skip to the content',
      ),
      header(
        { class: 'bar' },
        a({ class: 'brand', href: '#/' }, 'deepmock'),
        nav(
          { 'aria-label': 'Pages' },
          pages.map(([path, title], index) =>
            a(
              {
                href: `#/${path}`,
                class: path === name ? 'on' : '',
                'aria-current': path === name ? 'page' : null,
                title: `Key ${index + 1}`,
              },
              title,
            ),
          ),
        ),
        div(
          { class: 'where' },
          tenant
            ? h(Choice, {
                name: 'Tenant',
                id: 'tenant',
                value: tenant,
                options: state.tenants.map(one => one.name),
                onChange: chosen => {
                  location.href = pageOf(chosen) + location.hash;
                },
              })
            : null,
          h(ClockFace),
          span({ class: `connection ${state.connection}`, role: 'status' }, connections[state.connection]),
          h(Choice, {
            name: 'Colours',
            value: theme,
            options: Object.entries(themes),
            onChange: chosen => this.useTheme(chosen),
          }),
        ),
      ),
      isOpen
        ? main(
            { id: 'content', tabIndex: -1, class: `content ${name || 'overview'}` },
            state.tenant
              ? h(Page, { key: name, parts: parts.slice(1), query })
              : p({ class: 'starting' }, 'Asking the server'),
          )
        : h(Unlock),
      help ? h(Help, { onClose: () => this.setState({ help: false }) }) : null,
      h(Messages),
    );
  }
}

const root = document.getElementById('app');
root.textContent = '';
render(h(App), root);
