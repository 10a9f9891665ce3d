// Pictures and clips with what was found in them.

import { h, Component, el, Card, Choice, short, bytes } from '../ui.js';
import { browse, file } from '../api.js';

const { div, span, img, video, audio, svg, rect, text, g, ul, li, title } = el;

const tones = ['deepva', 'deepopinion', 'deepen-tools', 'deepen-calibrate'];
const mostFolders = 60;

/** The record of a stored file, looked for folder by folder, since only folders list their files. */
export async function stored(url) {
  const folders = [''];
  for (let index = 0; index < folders.length && index < mostFolders; index += 1) {
    const { data = [] } = await browse(
      'deepva',
      `/api/v2/storage/?limit=100${folders[index] ? `&folder=${encodeURIComponent(folders[index])}` : ''}`,
    );
    const found = data.find(one => one.url === url);
    if (found) return found;
    for (const one of data) if (one.storage_type === 'FOLDER' && !folders.includes(one.name)) folders.push(one.name);
  }
  return null;
}

/** What was found, in a few words. */
const said = ({ meta = {}, module }) => {
  const name =
    meta.person ||
    meta.label ||
    meta.name ||
    meta.text ||
    meta.logo ||
    meta.landmark ||
    meta.speaker ||
    Object.values(meta).find(value => typeof value === 'string') ||
    module;
  const share = meta.confidence || (meta.mean_similarity ? meta.mean_similarity * 100 : 0);
  return `${short(name, 60)}${share ? ` ${Math.round(share)} %` : ''}`;
};

const boxOf = ({ data }) => (data && typeof data.x === 'number' && typeof data.w === 'number' ? data : null);

/** One stored file: shown, with its thumbnail where it has one. */
export class Stored extends Component {
  async componentDidMount() {
    const { answer, path } = this.props;
    if (answer.storage_type === 'FOLDER') return;
    try {
      this.url = URL.createObjectURL(await file('deepva', `${path.replace(/\/$/, '')}/file/`));
      if (/image|video/i.test(answer.storage_type))
        this.thumbnail = await file('deepva', `${path.replace(/\/$/, '')}/thumbnail/`).then(
          URL.createObjectURL,
          () => null,
        );
      if (!this.isGone) this.setState({ ready: true });
    } catch {
      /* the record says why there is no file */
    }
  }
  componentWillUnmount() {
    this.isGone = true;
    [this.url, this.thumbnail].forEach(url => url && URL.revokeObjectURL(url));
  }
  render({ answer }, { ready }) {
    if (!ready) return null;
    const type = answer.storage_type;
    return h(
      Card,
      { title: short(answer.name, 80), side: bytes(answer.file_size) },
      div(
        { class: 'pictures' },
        /image/i.test(type)
          ? img({ class: 'preview', src: this.url, alt: short(answer.name, 80) })
          : /video/i.test(type)
            ? video({ class: 'preview', src: this.url, controls: true })
            : /audio/i.test(type)
              ? audio({ src: this.url, controls: true })
              : el.a({ class: 'button', href: this.url, download: answer.name }, 'Save the file'),
        this.thumbnail ? el.figure(img({ src: this.thumbnail, alt: 'Thumbnail' }), el.figcaption('thumbnail')) : null,
      ),
    );
  }
}

const mostThumbnails = 24;

/** The pictures and clips of a folder, small. */
export class Thumbnails extends Component {
  constructor() {
    super();
    this.urls = new Map();
  }
  componentDidMount() {
    this.load();
  }
  componentDidUpdate() {
    this.load();
  }
  componentWillUnmount() {
    this.isGone = true;
    for (const url of this.urls.values()) if (url) URL.revokeObjectURL(url);
  }
  shown() {
    const rows = this.props.answer.data || [];
    return rows.filter(one => /image|video/i.test(one.storage_type)).slice(0, mostThumbnails);
  }
  async load() {
    for (const one of this.shown()) {
      if (this.urls.has(one.id)) continue;
      this.urls.set(one.id, null);
      const picture = await file('deepva', `/api/v2/storage/${one.id}/thumbnail/`).catch(() => null);
      if (this.isGone) return;
      if (picture) this.urls.set(one.id, URL.createObjectURL(picture));
      this.setState({});
    }
  }
  render() {
    const rows = this.shown().filter(one => this.urls.get(one.id));
    if (rows.length === 0) return null;
    return h(
      Card,
      { title: 'Pictures and clips' },
      div(
        { class: 'thumbnails' },
        rows.map(one =>
          el.a(
            { key: one.id, href: `#/world/deepva/api/v2/storage/${one.id}/` },
            img({ src: this.urls.get(one.id), alt: '' }),
            span(short(one.name, 40)),
          ),
        ),
      ),
    );
  }
}

/** The results of a job: boxes on its pictures, and what was found when in its clips. */
export class Boxes extends Component {
  constructor() {
    super();
    this.state = { source: 0 };
    this.urls = {};
  }
  componentDidMount() {
    this.load();
  }
  componentDidUpdate(before) {
    if (before.answer.state !== this.props.answer.state) this.load();
  }
  componentWillUnmount() {
    this.isGone = true;
    Object.values(this.urls).forEach(url => url && URL.revokeObjectURL(url));
  }
  async load() {
    const { values } = this.props;
    const base = `/api/v1/jobs/${values.job_id}`;
    try {
      const [job, results] = await Promise.all([
        browse('deepva', `${base}/`),
        browse('deepva', `${base}/detailed-results/?limit=500`),
      ]);
      if (this.isGone) return;
      this.setState({ job, results: results.data });
      for (const source of job.sources) {
        if (!/^storage:/.test(source) || this.urls[source] !== undefined) continue;
        this.urls[source] = null;
        const record = await stored(source);
        if (record) this.urls[source] = URL.createObjectURL(await file('deepva', `/api/v2/storage/${record.id}/file/`));
        if (!this.isGone) this.setState({});
      }
    } catch {
      /* a job that fails has nothing to draw */
    }
  }
  render(_, { job, results, source }) {
    if (!job || !results || results.length === 0) return null;
    const chosen = job.sources[source] || job.sources[0];
    const found = results.filter(one => one.source === chosen);
    const isMoving = found.some(one => one.media_type !== 'image');
    return h(
      Card,
      {
        title: 'What was found',
        side:
          job.sources.length > 1
            ? h(Choice, {
                name: 'Source',
                value: String(source),
                options: job.sources.map((one, index) => [String(index), short(one, 60)]),
                onChange: value => this.setState({ source: Number(value) }),
              })
            : short(chosen, 60),
      },
      isMoving ? h(Clip, { url: this.urls[chosen], found }) : h(Picture, { url: this.urls[chosen], found }),
      h(Found, { found }),
    );
  }
}

class Picture extends Component {
  render({ url, found }, { size }) {
    const boxes = found.flatMap((one, index) =>
      one.detections
        .map(boxOf)
        .filter(Boolean)
        .map(box => ({ box, name: said(one), tone: tones[index % tones.length] })),
    );
    if (!url && boxes.length === 0) return null;
    const [width, height] = size || [400, 300];
    const unit = Math.max(width, height);
    return div(
      { class: 'drawn' },
      url
        ? img({
            src: url,
            alt: 'The source of the job',
            onLoad: event =>
              this.setState({ size: [event.target.naturalWidth || 400, event.target.naturalHeight || 300] }),
          })
        : div({ class: 'nothing' }, 'The picture is not on this server'),
      svg(
        {
          viewBox: `0 0 ${width} ${height}`,
          preserveAspectRatio: 'none',
          role: 'img',
          'aria-label': `${boxes.length} boxes`,
        },
        boxes.map(({ box, name, tone }) =>
          g(
            rect(
              {
                class: `box line-${tone}`,
                x: box.x * width,
                y: box.y * height,
                width: box.w * width,
                height: box.h * height,
                'stroke-width': unit / 250,
              },
              title(name),
            ),
            text(
              {
                class: `box-name part-${tone}`,
                x: (box.x + (box.x > 0.6 ? box.w : 0)) * width,
                y: Math.max(unit / 40, box.y * height - unit / 120),
                'font-size': unit / 52,
                'text-anchor': box.x > 0.6 ? 'end' : 'start',
              },
              name,
            ),
          ),
        ),
      ),
    );
  }
}

/** When something was seen or heard: a row for each finding, on the time of the clip. */
class Clip extends Component {
  render({ url, found }, { at }) {
    const end = Math.max(1, ...found.map(one => one.time_end || 0));
    const rows = found.slice(0, 60);
    const [width, row] = [900, 18];
    const seek = time => {
      if (this.player) {
        this.player.currentTime = time;
      }
      this.setState({ at: time });
    };
    return div(
      { class: 'clip' },
      url
        ? video({
            class: 'preview',
            src: url,
            controls: true,
            ref: player => {
              this.player = player;
            },
          })
        : null,
      div(
        { class: 'scroller' },
        svg(
          {
            class: 'tracks',
            viewBox: `0 0 ${width} ${rows.length * row + 24}`,
            role: 'img',
            'aria-label': 'What was found when',
          },
          rows.map((one, index) => {
            const from = (one.time_start / end) * (width - 220);
            const long = Math.max(3, ((one.time_end - one.time_start) / end) * (width - 220));
            return g(
              { class: 'track', onClick: () => seek(one.time_start) },
              text({ class: 'mark', x: 0, y: index * row + 13 }, short(said(one), 28)),
              rect(
                {
                  class: `part-${tones[index % tones.length]}`,
                  x: 210 + from,
                  y: index * row + 3,
                  width: long,
                  height: row - 6,
                  rx: 2,
                },
                title(`${said(one)} ${one.tc_start} – ${one.tc_end}`),
              ),
            );
          }),
          at !== undefined
            ? el.line({
                class: 'axis strong',
                x1: 210 + (at / end) * (width - 220),
                x2: 210 + (at / end) * (width - 220),
                y1: 0,
                y2: rows.length * row,
              })
            : null,
          text({ class: 'mark', x: 210, y: rows.length * row + 18 }, '0 s'),
          text(
            { class: 'mark', x: width - 10, y: rows.length * row + 18, 'text-anchor': 'end' },
            `${end.toFixed(1)} s`,
          ),
        ),
      ),
    );
  }
}

const Found = ({ found }) =>
  ul(
    { class: 'found' },
    found
      .slice(0, 40)
      .map((one, index) =>
        li(
          { key: index },
          span({ class: `dot part-${tones[index % tones.length]}` }),
          span(said(one)),
          span({ class: 'quiet' }, ` ${one.module.replace(/_/g, ' ')}`),
          one.media_type === 'image' ? null : span({ class: 'quiet' }, ` ${one.tc_start} – ${one.tc_end}`),
        ),
      ),
    found.length > 40 ? li({ class: 'quiet' }, `and ${found.length - 40} more`) : null,
  );
