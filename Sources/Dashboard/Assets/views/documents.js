// Documents of Studio, with their segments marked in the text.

import { h, Component, el, Card, short } from '../ui.js';
import { browse } from '../api.js';

const { div, span, mark, p } = el;

const labelOf = segment =>
  (segment.tags || [])
    .map(tag => [tag.class, tag.label].filter(Boolean).join(': '))
    .filter(Boolean)
    .join(', ');

/** The documents of an answer, whatever it is about. */
function documentsOf(answer) {
  if (Array.isArray(answer)) return answer;
  if (answer && Array.isArray(answer.documents)) return answer.documents;
  return answer && typeof answer.text === 'string' ? [answer] : [];
}

/** Texts with their spans. What the list leaves out is asked for. */
export class Documents extends Component {
  async componentDidMount() {
    const { path, answer } = this.props;
    const found = documentsOf(answer).filter(one => one && typeof one.text === 'string');
    if (found.some(one => one.segments)) return;
    try {
      const details = Array.isArray(answer) || answer.documents ? 'segments,tags&limit=20' : 'segments';
      const full = await browse('deepopinion', `${path}?details=${details}`);
      if (!this.isGone) this.setState({ found: documentsOf(full) });
    } catch {
      /* this list has no segments */
    }
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  render({ answer }, { found }) {
    const documents = (found || documentsOf(answer)).filter(one => one && typeof one.text === 'string').slice(0, 20);
    if (documents.length === 0 || !documents.some(one => (one.segments || []).length)) return null;
    return h(
      Card,
      { title: documents.length === 1 ? 'The text' : 'The texts' },
      documents.map(one =>
        div({ class: 'document', key: one.id }, h(Marked, { text: one.text, segments: one.segments || [] })),
      ),
    );
  }
}

/** A text in pieces: spans are in characters, so the text is taken apart by characters, not by UTF-16 units. */
export function Marked({ text, segments }) {
  const letters = [...text].slice(0, 20000);
  const spans = segments
    .filter(segment => Array.isArray(segment.span))
    .sort((left, right) => left.span[0] - right.span[0]);
  const parts = [];
  let place = 0;
  for (const segment of spans) {
    const [start, end] = segment.span;
    if (start < place || end > letters.length) continue;
    parts.push(letters.slice(place, start).join(''));
    const name = labelOf(segment);
    parts.push(
      name
        ? mark({ title: name }, letters.slice(start, end).join(''), span({ class: 'mark-name' }, short(name, 40)))
        : span({ class: 'segment' }, letters.slice(start, end).join('')),
    );
    place = end;
  }
  parts.push(letters.slice(place).join(''));
  return p({ class: 'marked', dir: 'auto' }, parts);
}
