// Shows JSON as a tree that folds. Every name and value is a text node.

import { h, Component, el, Copy } from './ui.js';

const { div, span, button } = el;
const foldedSize = 60;

class Node extends Component {
  constructor(props) {
    super();
    const { value, depth } = props;
    this.state = { open: depth < 2 || (depth < 4 && Object.keys(value).length <= 12), all: false };
  }
  render({ value, name, depth, comma }, { open, all }) {
    const isList = Array.isArray(value);
    const [begin, end] = isList ? '[]' : '{}';
    const names = Object.keys(value);
    const head = [
      button(
        {
          type: 'button',
          class: 'fold',
          'aria-expanded': String(open),
          'aria-label': open ? 'Fold' : 'Unfold',
          onClick: () => this.setState({ open: !open }),
        },
        open ? '▾' : '▸',
      ),
      name !== undefined ? [span({ class: 'json-name' }, JSON.stringify(name)), ': '] : null,
      begin,
    ];
    if (!open) return div({ class: 'json-line' }, head, span({ class: 'quiet' }, ` ${names.length} `), end, comma);
    const shown = all ? names : names.slice(0, 200);
    return div(
      div({ class: 'json-line' }, head),
      div(
        { class: 'json-inside' },
        shown.map((key, index) =>
          h(Value, {
            key,
            value: value[key],
            name: isList ? undefined : key,
            depth: depth + 1,
            comma: index < names.length - 1 ? ',' : '',
          }),
        ),
        shown.length < names.length
          ? button(
              { type: 'button', class: 'button small', onClick: () => this.setState({ all: true }) },
              `${names.length - shown.length} more`,
            )
          : null,
      ),
      div({ class: 'json-line' }, end, comma),
    );
  }
}

function Value({ value, name, depth, comma }) {
  if (value !== null && typeof value === 'object') {
    if (Object.keys(value).length > 0) return h(Node, { value, name, depth, comma });
    return div(
      { class: 'json-line leaf' },
      name !== undefined ? [span({ class: 'json-name' }, JSON.stringify(name)), ': '] : null,
      Array.isArray(value) ? '[]' : '{}',
      comma,
    );
  }
  const kind = value === null ? 'null' : typeof value;
  return div(
    { class: 'json-line leaf' },
    name !== undefined ? [span({ class: 'json-name' }, JSON.stringify(name)), ': '] : null,
    span({ class: `json-${kind}` }, kind === 'string' ? h(LongText, { text: JSON.stringify(value) }) : String(value)),
    comma,
  );
}

class LongText extends Component {
  render({ text }, { open }) {
    const limit = 2000;
    if (text.length <= limit || open) return span(text);
    return span(
      `${text.slice(0, foldedSize * 5)}… `,
      button(
        { type: 'button', class: 'button small', onClick: () => this.setState({ open: true }) },
        `${text.length} characters`,
      ),
    );
  }
}

/** JSON with a button that copies it. */
export const Json = ({ value, name, bare }) =>
  div(
    { class: bare ? 'json bare' : 'json' },
    bare ? null : h(Copy, { text: () => JSON.stringify(value, null, 2), name: name || 'the JSON' }),
    h(Value, { value, depth: 0, comma: '' }),
  );
