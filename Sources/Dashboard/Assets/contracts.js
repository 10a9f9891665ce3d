// The contracts as the server publishes them: read once, searched often.

import { look, download, save } from './api.js';
import { h, Action } from './ui.js';

const documents = new Map();

/** The OpenAPI document of a platform. */
export function contract(platform) {
  if (!documents.has(platform)) {
    documents.set(
      platform,
      look(`/contracts/${platform}`).catch(error => {
        documents.delete(platform);
        throw error;
      }),
    );
  }
  return documents.get(platform);
}

/** What a reference in a document means. */
export function resolved(document, value, depth = 0) {
  if (!value || !value.$ref || depth > 8) return value;
  const found = value.$ref
    .slice(2)
    .split('/')
    .reduce((part, name) => (part ? part[name] : undefined), document);
  return resolved(document, found, depth + 1);
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of a document, in its order. */
export function operationsOf(document) {
  if (document.operations_) return document.operations_;
  const all = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      const parameters = [...(item.parameters || []), ...(operation.parameters || [])].map(one =>
        resolved(document, one),
      );
      all.push({
        // Listed a second time by the server, with the id in the body; coverage counts the first.
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        summary: operation.summary || '',
        description: operation.description || '',
        tag: (operation.tags || ['operations'])[0],
        evidence: operation['x-source'],
        outcome: Boolean(operation['x-outcome']),
        creates: operation['x-creates'],
        isSecond: /ByBody$/.test(operation.operationId),
        parameters,
        body: resolved(document, operation.requestBody),
        responses: operation.responses || {},
        open: operation.security && operation.security.length === 0,
        captures: [...path.matchAll(/\{([^}]+)\}/g)].map(match => match[1]),
      });
    }
  }
  Object.defineProperty(document, 'operations_', { value: all });
  return all;
}

/** Every operation of a platform. */
export const operations = async platform => operationsOf(await contract(platform));

/** A button that saves a contract: as it is, or as a collection. A plain link could not send the admin token. */
export const Download = ({ platform, kind, children }) =>
  h(
    Action,
    {
      kind: 'small',
      onClick: async () => {
        const isCollection = kind === 'postman';
        save(
          await download(`/contracts/${platform}${isCollection ? '/postman' : ''}`),
          isCollection ? `${platform}.postman_collection.json` : `${platform}.openapi.json`,
        );
      },
    },
    children,
  );

/** A value that fits a schema: its example if there is one, else the simplest. */
export function sample(document, schema, depth = 0) {
  const own = resolved(document, schema) || {};
  if (own.example !== undefined) return own.example;
  if (own.examples && own.examples.length) return own.examples[0];
  if (own.const !== undefined) return own.const;
  if (own.default !== undefined) return own.default;
  if (own.enum) return own.enum[0];
  if (depth > 6) return null;
  if (own.allOf) {
    const parts = own.allOf
      .map(part => sample(document, part, depth + 1))
      .filter(part => part && typeof part === 'object');
    return Object.assign({}, ...parts, own.properties ? object(document, own, depth) : {});
  }
  const choice = (own.oneOf || own.anyOf || [])[0];
  if (choice && !own.properties) return sample(document, choice, depth + 1);
  const type = Array.isArray(own.type) ? own.type[0] : own.type;
  if (type === 'object' || own.properties) return object(document, own, depth);
  if (type === 'array') return own.minItems ? [sample(document, own.items || {}, depth + 1)] : [];
  if (type === 'integer' || type === 'number') return own.minimum || 0;
  if (type === 'boolean') return false;
  return type === 'string'
    ? own.format === 'date'
      ? '2026-01-01'
      : own.format === 'uri'
        ? 'http://media.example.test/a.jpg'
        : 'text'
    : null;
}

function object(document, schema, depth) {
  const required = new Set(schema.required || []);
  return Object.fromEntries(
    Object.entries(schema.properties || {})
      .filter(([name]) => required.has(name))
      .map(([name, member]) => [name, sample(document, member, depth + 1)]),
  );
}

/** The members of an object, those of its parts included. */
export function members(document, schema) {
  const own = resolved(document, schema) || {};
  return Object.assign({}, ...(own.allOf || []).map(part => members(document, part)), own.properties || {});
}

/** The body of a request as the contract shows it: its media type and an example, or its fields. */
export function exampleBody(document, operation) {
  const content = operation.body && operation.body.content;
  if (!content) return null;
  const type =
    ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded'].find(one => content[one]) ||
    Object.keys(content)[0];
  const { schema, example } = content[type];
  if (type === 'application/json') return { type, json: example !== undefined ? example : sample(document, schema) };
  if (type === 'multipart/form-data' || type === 'application/x-www-form-urlencoded') {
    const required = new Set((resolved(document, schema) || {}).required || []);
    return {
      type,
      fields: Object.entries(members(document, schema)).map(([name, member]) => {
        const own = resolved(document, member) || {};
        return {
          name,
          required: required.has(name),
          isFile: own.format === 'binary' || (own.items && (resolved(document, own.items) || {}).format === 'binary'),
          description: own.description,
          sample: sample(document, own),
        };
      }),
    };
  }
  return { type };
}
