// The sums of a report as bars.

import { h, el, Card } from '../ui.js';
import { Bars } from '../chart.js';

const name = key => key.replace(/_/g, ' ');

/** The largest of some sums by key. */
const rowsOf = sums =>
  Object.entries(sums || {})
    .map(([key, value]) => ({ name: key, value: Number(value) || 0 }))
    .sort((left, right) => right.value - left.value)
    .slice(0, 15);

export const Report = ({ answer }) => {
  const items = (answer.data || []).filter(item => item.content && item.content.report_info);
  if (items.length === 0) return null;
  return el.div(
    { class: 'reports' },
    items.map((item, index) =>
      h(
        Card,
        { key: index, title: `Batch ${item.content.batch_id}` },
        el.div(
          { class: 'halves' },
          Object.entries(item.content.report_info).map(([key, sums]) => {
            const rows = rowsOf(sums);
            return rows.length
              ? el.div(
                  { key },
                  el.h3(name(key)),
                  h(Bars, { rows, format: value => (Number.isInteger(value) ? String(value) : value.toFixed(1)) }),
                )
              : null;
          }),
        ),
      ),
    ),
  );
};
