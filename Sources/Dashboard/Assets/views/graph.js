// A node of the knowledge graph with those around it.

import { h, Component, el, Card, short } from '../ui.js';
import { browse } from '../api.js';

const { svg, line, circle, text, g, a, title } = el;
const mostNodes = 24;

export class Graph extends Component {
  async componentDidMount() {
    const { node_id: id } = this.props.values;
    const base = `/api/v1/knowledge-graph/nodes/${encodeURIComponent(id)}`;
    try {
      const [node, related, similar] = await Promise.all([
        browse('deepva', `${base}/`),
        browse('deepva', `${base}/related/?limit=${mostNodes}`),
        browse('deepva', `${base}/similar/?limit=6`).catch(() => ({ data: [] })),
      ]);
      if (!this.isGone)
        this.setState({
          node,
          around: [
            ...related.data.map(one => ({ ...one, kind: 'related' })),
            ...similar.data.map(one => ({ ...one, kind: 'similar' })),
          ],
          total: related.total,
        });
    } catch {
      /* no such node */
    }
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  render(_, { node, around, total }) {
    if (!node || around.length === 0) return null;
    const [width, height] = [900, 420];
    const [x0, y0] = [width / 2, height / 2];
    const places = around.map((one, index) => {
      const angle = (index / around.length) * 2 * Math.PI - Math.PI / 2;
      const far = index % 2 ? 0.78 : 1;
      return { one, x: x0 + Math.cos(angle) * 330 * far, y: y0 + Math.sin(angle) * 180 * far };
    });
    return h(
      Card,
      { title: 'The graph around it', side: total > around.length ? `${around.length} of ${total} neighbours` : null },
      svg(
        {
          class: 'graph',
          viewBox: `0 0 ${width} ${height}`,
          role: 'img',
          'aria-label': `${node.name} and ${around.length} nodes around it`,
        },
        places.map(({ one, x, y }) =>
          line({
            class: `edge ${one.kind}`,
            x1: x0,
            y1: y0,
            x2: x,
            y2: y,
            'stroke-width': Math.min(5, 1 + ((one.relevance || {}).value || 0)),
          }),
        ),
        places.map(({ one, x, y }) =>
          a(
            { href: `#/world/deepva/api/v1/knowledge-graph/nodes/${one.id}/` },
            g(
              title(`${one.kind}: ${one.name}`),
              circle({ class: one.kind === 'similar' ? 'part-deepopinion' : 'part-deepva', cx: x, cy: y, r: 6 }),
              text(
                { class: 'node-name', x, y: y < y0 ? y - 11 : y + 20, 'text-anchor': 'middle' },
                short(one.name, 20),
              ),
            ),
          ),
        ),
        circle({ class: 'part-deepen-tools', cx: x0, cy: y0, r: 10 }),
        text({ class: 'node-name strong', x: x0, y: y0 - 16, 'text-anchor': 'middle' }, short(node.name, 30)),
      ),
    );
  }
}
