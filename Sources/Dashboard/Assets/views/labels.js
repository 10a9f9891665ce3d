// Labels of Deepen on their frames: boxes on pictures, and cuboids from above on the points.

import { h, Component, el, Card, Choice, short } from '../ui.js';
import { browse, file, prefix } from '../api.js';
import { entriesOf, contentOf } from './zip.js';

const { div, span, svg, rect, circle, polygon, text, g, image, title } = el;
const tones = ['deepva', 'deepopinion', 'deepen-tools', 'deepen-calibrate'];
const largestArchive = 64 << 20;
const mostPoints = 4000;

/** The frames of a dataset with their labels, one at a time. */
export class Labels extends Component {
  constructor() {
    super();
    this.state = {};
  }
  componentDidMount() {
    this.load();
  }
  componentWillUnmount() {
    this.isGone = true;
    if (this.url) URL.revokeObjectURL(this.url);
  }
  async load() {
    const { datasetId, fileId } = this.props.values;
    const base = `/api/v2/datasets/${encodeURIComponent(datasetId)}`;
    try {
      const [labels, files] = await Promise.all([
        browse('deepen-tools', `${base}/labels`),
        browse('deepen-tools', `${base}/files`),
      ]);
      if (this.isGone) return;
      const names = files.files.map(one => one.file_id);
      const labelled = names.find(name => labels.labels.some(one => one.file_id === name));
      this.setState({ labels: labels.labels || [], names });
      await this.show(fileId || labelled || names[0], base);
    } catch {
      /* nothing is uploaded yet */
    }
  }
  async show(frame, base) {
    this.setState({ frame });
    try {
      if (!this.archive) {
        const { uploaded_dataset_signed_media_link: link } = await browse(
          'deepen-tools',
          `${base || `/api/v2/datasets/${encodeURIComponent(this.props.values.datasetId)}`}/uploaded_dataset_signed_media_link`,
        );
        const address = new URL(link, location.href);
        this.archive = await file('deepen-tools', address.pathname.replace(prefix, '') + address.search);
        if (this.archive.size > largestArchive) this.archive = null;
        else this.entries = await entriesOf(this.archive);
      }
      if (!this.archive) return;
      await this.read(frame);
    } catch {
      /* the frame is drawn without its picture */
    }
  }
  async read(frame) {
    const stem = frame.replace(/\.[^./]*$/, '');
    const picture = this.entries.find(entry => entry.name === frame || entry.name.endsWith(`/${frame}`));
    const json = this.entries.find(entry => entry.name === `${stem}.json` || entry.name.endsWith(`/${stem}.json`));
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
    let points = null;
    if (picture && /\.(png|jpe?g|webp|gif)$/i.test(picture.name)) {
      const blob = await contentOf(this.archive, picture, /png$/i.test(picture.name) ? 'image/png' : 'image/jpeg');
      const bitmap = await createImageBitmap(blob);
      this.url = URL.createObjectURL(blob);
      this.size = [bitmap.width, bitmap.height];
    } else if (json) {
      const content = JSON.parse(await (await contentOf(this.archive, json, 'application/json')).text());
      points = Array.isArray(content.points) ? content.points : null;
    }
    if (!this.isGone) this.setState({ points, loaded: frame });
  }
  render(_, { labels, names, frame, points, loaded }) {
    if (!labels || !names || names.length === 0) return null;
    const own = labels.filter(one => one.file_id === frame);
    const categories = [...new Set(labels.map(one => one.label_category_id))];
    const toneOf = one => tones[categories.indexOf(one.label_category_id) % tones.length];
    const solid = own.some(one => one.three_d_bbox) || points;
    return h(
      Card,
      {
        title: 'Labels on their frames',
        side: h(Choice, {
          name: 'Frame',
          value: frame,
          options: names.slice(0, 500),
          onChange: chosen => this.show(chosen),
        }),
      },
      solid
        ? h(FromAbove, { labels: own, points: loaded === frame ? points : null, toneOf })
        : h(OnPicture, { labels: own, url: loaded === frame ? this.url : null, size: this.size, toneOf }),
      div(
        { class: 'legend' },
        categories.map((name, index) =>
          span(
            span({ class: `dot part-${tones[index % tones.length]}` }),
            short(name, 40),
            span({ class: 'quiet' }, ` ${own.filter(one => one.label_category_id === name).length}`),
          ),
        ),
      ),
    );
  }
}

function OnPicture({ labels, url, size, toneOf }) {
  const reach = labels.flatMap(one => (one.box ? [one.box[0] + one.box[2], one.box[1] + one.box[3]] : [0]));
  const [width, height] = url && size ? size : [Math.max(160, ...reach), Math.max(90, ...reach)];
  const unit = Math.max(width, height);
  return svg(
    { class: 'frame', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${labels.length} labels` },
    url ? image({ href: url, 'xlink:href': url, width, height }) : rect({ class: 'empty-frame', width, height }),
    labels.map(one => {
      const name = `${one.label_category_id} ${one.label_id}`;
      const style = { class: `box line-${toneOf(one)}`, 'stroke-width': unit / 200 };
      const points = one.polygon || one.polyline || one.points;
      const shape = one.box
        ? rect({ ...style, x: one.box[0], y: one.box[1], width: one.box[2], height: one.box[3] }, title(name))
        : Array.isArray(points)
          ? polygon(
              {
                ...style,
                points: points
                  .map(point => (Array.isArray(point) ? point.join(',') : `${point.x},${point.y}`))
                  .join(' '),
              },
              title(name),
            )
          : null;
      return g(
        shape,
        one.box
          ? text(
              {
                class: `box-name part-${toneOf(one)}`,
                x: one.box[0],
                y: Math.max(unit / 30, one.box[1] - unit / 90),
                'font-size': unit / 48,
              },
              short(one.label_id, 24),
            )
          : null,
      );
    }),
  );
}

/** Seen from above: x goes up, y to the left, as the sensor looks. */
function FromAbove({ labels, points, toneOf }) {
  const shown = (points || []).slice(0, mostPoints);
  const cuboids = labels.filter(one => one.three_d_bbox);
  const reach =
    Math.max(
      5,
      ...shown.map(point => Math.max(Math.abs(point.x), Math.abs(point.y))),
      ...cuboids.map(
        ({ three_d_bbox: box }) => Math.max(Math.abs(box.cx), Math.abs(box.cy)) + Math.max(box.l, box.w) / 2,
      ),
    ) * 1.08;
  const [width, height] = [reach * 2.6, reach * 2];
  const at = (x, y) => [width / 2 - y, height / 2 - x];
  return svg(
    {
      class: 'frame above',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `${cuboids.length} cuboids and ${shown.length} points from above`,
    },
    [1, 2, 3].map(ring =>
      circle({ class: 'ring', cx: width / 2, cy: height / 2, r: (reach / 3) * ring, 'stroke-width': reach / 400 }),
    ),
    shown.map(point => {
      const [x, y] = at(point.x, point.y);
      return circle({ class: 'point', cx: x, cy: y, r: reach / 160 });
    }),
    cuboids.map(one => {
      const { cx, cy, l, w, quaternion: q } = one.three_d_bbox;
      const turn = Math.atan2(2 * (q.w * q.z + q.x * q.y), 1 - 2 * (q.y * q.y + q.z * q.z));
      const corners = [
        [l / 2, w / 2],
        [l / 2, -w / 2],
        [-l / 2, -w / 2],
        [-l / 2, w / 2],
      ].map(([x, y]) =>
        at(cx + x * Math.cos(turn) - y * Math.sin(turn), cy + x * Math.sin(turn) + y * Math.cos(turn)).join(','),
      );
      const [x, y] = at(cx, cy);
      return g(
        polygon(
          { class: `box line-${toneOf(one)}`, points: corners.join(' '), 'stroke-width': reach / 130 },
          title(`${one.label_id} ${l} × ${w} m`),
        ),
        text(
          { class: `box-name part-${toneOf(one)}`, x, y, 'font-size': reach / 24, 'text-anchor': 'middle' },
          short(one.label_id, 20),
        ),
      );
    }),
    circle({ class: 'sensor', cx: width / 2, cy: height / 2, r: reach / 60 }),
  );
}
