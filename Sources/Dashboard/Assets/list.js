// A list that draws only the rows in sight, so that ten thousand cost no more than fifty.

import { Component, el } from './ui.js';

const { div } = el;
const beyond = 8;

/** Rows of one height. `row(entry, index)` draws one, which must have a key. */
export class LongList extends Component {
  constructor() {
    super();
    this.state = { top: 0, height: 600 };
    this.measure = () => this.box && this.setState({ top: this.box.scrollTop, height: this.box.clientHeight });
  }
  componentDidMount() {
    this.observer = new ResizeObserver(this.measure);
    this.observer.observe(this.box);
    this.measure();
  }
  componentWillUnmount() {
    this.observer.disconnect();
  }
  /** Brings a row into sight. */
  show(index) {
    const { height } = this.props;
    const { box } = this;
    if (index * height < box.scrollTop) box.scrollTop = index * height;
    else if ((index + 1) * height > box.scrollTop + box.clientHeight)
      box.scrollTop = (index + 1) * height - box.clientHeight;
  }
  componentDidUpdate(before) {
    const { chosen } = this.props;
    if (chosen >= 0 && before.mark !== this.props.mark) this.show(chosen);
  }
  render({ rows, row, height, label }, { top, height: seen }) {
    const first = Math.max(0, Math.floor(top / height) - beyond);
    const last = Math.min(rows.length, Math.ceil((top + seen) / height) + beyond);
    return div(
      {
        class: 'long-list',
        role: 'list',
        'aria-label': label,
        ref: box => {
          this.box = box;
        },
        onScroll: this.measure,
      },
      div(
        { class: 'long-inner', style: { height: `${rows.length * height}px` } },
        div(
          { class: 'long-window', style: { transform: `translateY(${first * height}px)` } },
          rows.slice(first, last).map((entry, index) => row(entry, first + index)),
        ),
      ),
    );
  }
}
