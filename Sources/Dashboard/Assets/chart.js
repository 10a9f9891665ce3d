// Small charts as SVG, in the colours of the style sheet.

import { el } from './ui.js';

const { svg, rect, g, line } = el;

/** Stacked columns: one a second or another step. `series` names the parts in order, `columns` has their numbers. */
export function Columns({ columns, series, width = 600, height = 90, label }) {
  const most = Math.max(4, ...columns.map(column => column.all));
  const step = width / columns.length;
  const scale = (height - 16) / most;
  return svg(
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': label,
      preserveAspectRatio: 'none',
    },
    line({ class: 'grid', x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }),
    line({ class: 'grid', x1: 0, x2: width, y1: 16, y2: 16 }),
    columns.map((column, index) => {
      let top = height;
      return g(
        series.map(name => {
          const tall = (column.by[name] || 0) * scale;
          top -= tall;
          return tall > 0
            ? rect({
                class: `part-${name || 'other'}`,
                x: index * step + 0.5,
                width: Math.max(1, step - 1),
                y: top,
                height: tall,
              })
            : null;
        }),
      );
    }),
  );
}

/** Bars that lie: a name, a number, and a bar as long as its share of the largest. */
export const Bars = ({ rows, format = String }) => {
  const most = Math.max(1e-9, ...rows.map(row => Math.abs(row.value)));
  return el.div(
    { class: 'bars' },
    rows.map(row =>
      el.div(
        { class: 'bar-row' },
        el.span({ class: 'bar-name', title: row.name }, row.name),
        el.span(
          { class: 'bar-track' },
          el.span({ class: `bar-fill ${row.tone || ''}`, style: { width: `${(Math.abs(row.value) / most) * 100}%` } }),
        ),
        el.span({ class: 'bar-value' }, format(row.value)),
      ),
    ),
  );
};

/** One bar of several parts, each with a name, a number and a class. */
export const Parts = ({ parts, label }) => {
  const whole = Math.max(
    1,
    parts.reduce((sum, part) => sum + part.value, 0),
  );
  return el.div(
    {
      class: 'parts',
      role: 'img',
      'aria-label': `${label}: ${parts.map(part => `${part.name} ${part.value}`).join(', ')}`,
    },
    parts
      .filter(part => part.value > 0)
      .map(part =>
        el.span({
          class: `part ${part.class}`,
          title: `${part.name}: ${part.value}`,
          style: { width: `${(part.value / whole) * 100}%` },
        }),
      ),
  );
};
