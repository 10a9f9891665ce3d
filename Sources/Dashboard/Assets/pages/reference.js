// The contracts as pages that can be read and tried, with the ids and keys of this tenant.

import {
  h,
  Component,
  el,
  Card,
  Action,
  Choice,
  Text,
  Field,
  Tag,
  Status,
  Table,
  Empty,
  Tabs,
  Code,
  platformNames,
  short,
  bytes,
} from '../ui.js';
import { look, call, authorization } from '../api.js';
import { state } from '../state.js';
import { contract, operationsOf, resolved, members, exampleBody, Download } from '../contracts.js';
import { languages } from '../snippets.js';
import { liveValues } from '../live.js';
import { Json } from '../json.js';

const { div, span, p, h1, h2, h3, a, code, nav, ul, li, textarea, input, datalist, option } = el;

const evidence = {
  seed: 'the vendor’s page',
  docs: 'documentation',
  client: 'a published client',
  inferred: 'our choice',
};

export class Reference extends Component {
  constructor({ query }) {
    super();
    this.state = { text: '', called: query.get('called') || '' };
  }
  componentDidMount() {
    this.load();
  }
  componentDidUpdate(before) {
    if (before.parts[0] !== this.props.parts[0]) this.load();
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  platform() {
    return platformNames[this.props.parts[0]] ? this.props.parts[0] : 'deepva';
  }
  async load() {
    const platform = this.platform();
    const [document, coverage] = await Promise.all([contract(platform), look('/coverage')]);
    if (!this.isGone) this.setState({ document, platform, coverage });
  }
  render({ parts }, { document, platform, coverage, text, called }) {
    const wanted = this.platform();
    if (!document || platform !== wanted) return div({ class: 'split' }, h1({ class: 'offscreen' }, 'Reference'));
    const never = new Set(((coverage && coverage.platforms[platform]) || { missing: [] }).missing);
    const needle = text.toLowerCase();
    const all = operationsOf(document).filter(
      one =>
        (!needle || `${one.id} ${one.method} ${one.path} ${one.summary}`.toLowerCase().includes(needle)) &&
        (called === '' || (!one.isSecond && (called === 'never') === never.has(one.id))),
    );
    const tags = [...new Set(all.map(one => one.tag))];
    const chosen = operationsOf(document).find(one => one.id === parts[1]);
    return div(
      { class: chosen ? 'split reference opened' : 'split reference' },
      div(
        { class: 'pane list' },
        div(
          { class: 'tools' },
          h1('Reference'),
          h(Choice, {
            name: 'Platform',
            value: platform,
            options: Object.entries(platformNames),
            onChange: value => {
              location.hash = `#/reference/${value}`;
            },
          }),
          div(
            { class: 'search', 'data-search': true },
            h(Text, {
              name: 'Search operations',
              placeholder: 'Search operations',
              value: text,
              onInput: value => this.setState({ text: value }),
            }),
          ),
          h(Choice, {
            name: 'Called',
            value: called,
            options: [
              ['', 'called or not'],
              ['never', 'never called'],
              ['once', 'called'],
            ],
            onChange: value => this.setState({ called: value }),
          }),
          h(Download, { platform, kind: 'openapi' }, 'OpenAPI'),
          h(Download, { platform, kind: 'postman' }, 'Postman'),
        ),
        all.length === 0
          ? h(Empty, null, 'No operation fits.')
          : nav(
              { class: 'operations', 'aria-label': 'Operations' },
              tags.map(tag =>
                div(
                  { key: tag },
                  h3(tag),
                  ul(
                    all
                      .filter(one => one.tag === tag)
                      .map(one =>
                        li(
                          { key: one.id },
                          a(
                            {
                              href: `#/reference/${platform}/${one.id}`,
                              class: chosen && chosen.id === one.id ? 'chosen' : '',
                              'aria-current': chosen && chosen.id === one.id ? 'true' : null,
                            },
                            span({ class: `method ${one.method}` }, one.method),
                            span({ class: 'path' }, one.path),
                            never.has(one.id) || one.isSecond
                              ? null
                              : span({ class: 'called', title: 'was called' }, '●'),
                          ),
                        ),
                      ),
                  ),
                ),
              ),
            ),
      ),
      chosen
        ? h(Operation, { key: chosen.id, operation: chosen, document, platform })
        : div(
            { class: 'pane detail wide-only' },
            h(
              Card,
              { title: document.info.title },
              p(document.info.summary || ''),
              el.pre({ class: 'mail-text' }, document.info.description || ''),
            ),
          ),
    );
  }
}

function Operation({ operation, document, platform }) {
  return div(
    { class: 'pane detail', 'aria-label': operation.id },
    div(
      { class: 'tools' },
      h2(operation.id),
      h(Tag, { title: 'How well this operation is known' }, evidence[operation.evidence] || operation.evidence),
      span({ class: 'grow' }),
      a({ class: 'button small', href: `#/reference/${platform}` }, 'Close'),
    ),
    p({ class: 'line' }, code(`${operation.method} ${operation.path}`)),
    p(operation.summary),
    operation.description ? el.pre({ class: 'mail-text' }, operation.description) : null,
    h(Try, { operation, document, platform }),
    operation.parameters.length
      ? h(
          Card,
          { title: 'Parameters' },
          h(Table, {
            label: 'Parameters',
            rows: operation.parameters,
            columns: [
              { name: 'Name', cell: one => span(code(one.name), one.required ? h(Tag, null, 'required') : null) },
              { name: 'In', cell: one => one.in },
              { name: 'Type', cell: one => typeText(document, one.schema) },
              { name: '', cell: one => one.description || '' },
            ],
          }),
        )
      : null,
    operation.body
      ? h(
          Card,
          { title: 'Body' },
          Object.entries(operation.body.content || {}).map(([type, { schema }]) =>
            div({ key: type }, p(code(type)), h(Schema, { document, schema })),
          ),
        )
      : null,
    h(
      Card,
      { title: 'Answers' },
      Object.entries(operation.responses).map(([status, response]) => {
        const own = resolved(document, response) || {};
        const [type, content] = Object.entries(own.content || {})[0] || [];
        return el.details(
          { key: status },
          el.summary(h(Status, { code: Number(status) || 0 }), ' ', own.description || ''),
          type ? div(p(code(type)), h(Schema, { document, schema: content.schema })) : null,
        );
      }),
    ),
  );
}

/** What a schema allows, in one line. */
function typeText(document, schema) {
  const own = resolved(document, schema) || {};
  const type =
    own.const !== undefined
      ? JSON.stringify(own.const)
      : own.enum
        ? own.enum.map(value => JSON.stringify(value)).join(', ')
        : [].concat(own.type || (own.properties ? 'object' : 'any')).join(' or ');
  const limits = [
    own.format,
    own.minimum !== undefined ? `from ${own.minimum}` : '',
    own.maximum !== undefined ? `to ${own.maximum}` : '',
    own.maxLength ? `at most ${own.maxLength} characters` : '',
    own.default !== undefined ? `default ${JSON.stringify(own.default)}` : '',
  ].filter(Boolean);
  const inner = own.items ? ` of ${typeText(document, own.items)}` : '';
  return short([type + inner, ...limits].join(', '), 200);
}

function Schema({ document, schema, depth = 0 }) {
  const own = resolved(document, schema) || {};
  const target = own.items && !own.properties ? resolved(document, own.items) || {} : own;
  const all = Object.entries(members(document, target));
  if (all.length === 0) return p(typeText(document, schema));
  const required = new Set([
    ...(target.required || []),
    ...(target.allOf || []).flatMap(part => (resolved(document, part) || {}).required || []),
  ]);
  return el.ul(
    { class: 'schema' },
    own.items && !own.properties ? li({ class: 'quiet' }, 'a list of') : null,
    all.map(([name, member]) => {
      const inner = resolved(document, member) || {};
      const deep =
        depth < 4 &&
        (inner.properties || inner.allOf || (inner.items && (resolved(document, inner.items) || {}).properties));
      return li(
        { key: name },
        code(name),
        required.has(name) ? h(Tag, null, 'required') : null,
        ' ',
        span({ class: 'quiet' }, typeText(document, member)),
        inner.description ? span(` — ${inner.description}`) : null,
        deep ? el.details(el.summary('members'), h(Schema, { document, schema: member, depth: depth + 1 })) : null,
      );
    }),
  );
}

/** Sends a request to this server, with values that exist. */
class Try extends Component {
  constructor({ operation, document, platform }) {
    super();
    this.example = exampleBody(document, operation);
    const values = {};
    for (const parameter of operation.parameters) if (parameter.in === 'path') values[parameter.name] = '';
    const fields = {};
    for (const field of (this.example && this.example.fields) || [])
      if (field.required && !field.isFile && field.sample !== null) fields[field.name] = String(field.sample);
    this.state = {
      values,
      fields,
      files: {},
      body: this.example && this.example.json !== undefined ? JSON.stringify(this.example.json, null, 2) : '',
      known: {},
      language: 'curl',
      id: platform,
    };
  }
  async componentDidMount() {
    const { operation, platform } = this.props;
    const known = await liveValues(platform, operation);
    if (this.isGone) return;
    const values = { ...this.state.values };
    for (const [name, found] of Object.entries(known))
      if (!values[name] && found.length) values[name] = String(found[0]);
    this.setState({ known, values });
  }
  componentWillUnmount() {
    this.isGone = true;
  }
  request() {
    const { operation, platform } = this.props;
    const { values, fields, files, body } = this.state;
    const greedy = new Set(operation.parameters.filter(one => one['x-greedy']).map(one => one.name));
    const encode = name =>
      greedy.has(name)
        ? String(values[name] || '')
            .split('/')
            .map(encodeURIComponent)
            .join('/')
        : encodeURIComponent(values[name] || '');
    const query = new URLSearchParams(
      operation.parameters
        .filter(one => one.in === 'query' && values[one.name])
        .map(one => [one.name, values[one.name]]),
    ).toString();
    const path = operation.path.replace(/\{([^}]+)\}/g, (_, name) => encode(name)) + (query ? `?${query}` : '');
    const headers = operation.parameters
      .filter(one => one.in === 'header' && values[one.name])
      .map(one => [one.name, values[one.name]]);
    const own = authorization(platform);
    if (own && !operation.open) headers.unshift(['Authorization', own]);
    const request = { method: operation.method, path, url: state.tenant.base + path, headers };
    if (!this.example) return request;
    if (this.example.json !== undefined) {
      try {
        request.json = JSON.parse(body || '{}');
      } catch (error) {
        request.problem = `The body is no JSON: ${error.message}`;
      }
    } else if (this.example.fields) {
      request.form = [
        ...Object.entries(fields).filter(([, value]) => value !== ''),
        ...Object.entries(files).map(([name, file]) => [name, `@${file.name}`]),
      ];
    } else request.text = body;
    return request;
  }
  async send() {
    const { operation, platform } = this.props;
    const request = this.request();
    if (request.problem) throw new Error(request.problem);
    let body = request.json !== undefined ? request.json : request.text;
    if (request.form) {
      const { fields, files } = this.state;
      const isUrl = this.example.type === 'application/x-www-form-urlencoded';
      body = isUrl ? new URLSearchParams(Object.entries(fields)).toString() : new FormData();
      if (!isUrl) {
        for (const [name, value] of Object.entries(fields)) if (value !== '') body.append(name, value);
        for (const [name, file] of Object.entries(files)) body.append(name, file);
      } else request.headers.push(['Content-Type', this.example.type]);
    } else if (this.example && this.example.json === undefined && this.example.type)
      request.headers.push(['Content-Type', this.example.type]);
    const { response, milliseconds } = await call(platform, operation.method, request.path, {
      headers: Object.fromEntries(request.headers),
      body: operation.method === 'GET' ? undefined : body,
    });
    const type = response.headers.get('content-type') || '';
    const blob = await response.blob();
    const text = blob.size < 2e6 && /json|text|xml|javascript|csv/.test(type) ? await blob.text() : null;
    let json;
    if (text !== null && /json/.test(type))
      try {
        json = JSON.parse(text);
      } catch {
        /* shown as text */
      }
    if (this.isGone) return;
    if (this.state.answer && this.state.answer.picture) URL.revokeObjectURL(this.state.answer.picture);
    this.setState({
      answer: {
        status: response.status,
        milliseconds,
        type,
        size: blob.size,
        text,
        json,
        picture: /^image\/(png|jpe?g|gif|webp)/.test(type) ? URL.createObjectURL(blob) : null,
        number: (response.headers.get('x-deepmock-request') || '').split(';')[0],
      },
    });
  }
  render({ operation, platform }, { values, fields, files, body, known, language, answer }) {
    const request = this.request();
    const set = (name, value) => this.setState({ values: { ...this.state.values, [name]: value } });
    return h(
      Card,
      {
        title: 'Try it',
        side: h(Tabs, {
          name: 'Language',
          value: language,
          options: Object.keys(languages),
          onChange: chosen => this.setState({ language: chosen }),
        }),
      },
      div(
        { class: 'fields' },
        operation.parameters
          .filter(one => one.in !== 'cookie' && (one.in === 'path' || one.in === 'query'))
          .map(one =>
            h(
              Field,
              { key: one.name, name: one.name + (one.required ? ' *' : '') },
              h(Text, {
                name: one.name,
                value: values[one.name] || '',
                list: known[one.name] ? `known-${one.name}` : null,
                placeholder: one.in === 'query' ? 'not sent' : '',
                onInput: value => set(one.name, value),
              }),
              known[one.name]
                ? datalist(
                    { id: `known-${one.name}` },
                    known[one.name].map(value => option({ key: value, value })),
                  )
                : null,
            ),
          ),
      ),
      this.example && this.example.json !== undefined
        ? h(
            Field,
            { name: 'Body' },
            textarea({
              rows: Math.min(16, body.split('\n').length + 1),
              value: body,
              spellcheck: false,
              'aria-label': 'Body',
              onInput: event => this.setState({ body: event.target.value }),
            }),
          )
        : null,
      this.example && this.example.fields
        ? div(
            { class: 'fields' },
            this.example.fields.map(field =>
              h(
                Field,
                { key: field.name, name: field.name + (field.required ? ' *' : '') },
                field.isFile
                  ? input({
                      type: 'file',
                      onChange: event => this.setState({ files: { ...files, [field.name]: event.target.files[0] } }),
                    })
                  : h(Text, {
                      name: field.name,
                      value: fields[field.name] || '',
                      placeholder: 'not sent',
                      onInput: value => this.setState({ fields: { ...fields, [field.name]: value } }),
                    }),
              ),
            ),
          )
        : null,
      h(Code, { text: languages[language](request), name: `the request as ${language}` }),
      div(
        { class: 'buttons' },
        h(Action, { kind: 'first', id: 'send', onClick: () => this.send() }, 'Send'),
        platform === 'control'
          ? null
          : a({ class: 'button', href: `#/trouble?platform=${platform}&operation=${operation.id}` }, 'Plan a fault'),
      ),
      answer
        ? div(
            { class: 'answer', id: 'answer' },
            p(
              h(Status, { code: answer.status }),
              ` ${answer.type || 'no body'}, ${bytes(answer.size)}, ${Math.round(answer.milliseconds)} ms `,
              answer.number ? a({ href: `#/requests/${answer.number}` }, `request ${answer.number}`) : null,
            ),
            answer.json !== undefined
              ? h(Json, { value: answer.json, name: 'the answer' })
              : answer.picture
                ? el.img({ class: 'preview', src: answer.picture, alt: 'The answer' })
                : answer.text
                  ? h(Code, { text: short(answer.text, 20000), name: 'the answer' })
                  : null,
          )
        : null,
    );
  }
}
