import { UnreadableHop, type UssdHttpRequest } from '#core/ussd-adapter.ts';
import { type Fields, fieldsOf } from '../fields.ts';
import { parseJson } from '../parse-json.ts';
import { readForm } from '../read-form.ts';
import { readXml, type XmlElement } from '../xml/read-xml.ts';
import type { Source } from './source.ts';

/** A plain value of a request; null where it is missing or holds others. */
export type Scalar = string | number | boolean | null;

export type ReadSource = (source: Source) => Scalar;

/** Reads values of one request, its body once and only when a source is in it. What is read throws UnreadableHop. */
export function sourceReader({ query, headers, body }: UssdHttpRequest): ReadSource {
  const queryFields = once(() => fieldsOf(query));
  const form = once((): Fields => readForm(body));
  const json = once(() => parseJson(body));
  const xml = once(() => readXml(body));
  return (source) => {
    switch (source.from) {
      case 'value':
        return source.path;
      case 'query':
        return queryFields().text(source.path);
      case 'form':
        return form().text(source.path);
      case 'header':
        return headers[source.path.toLowerCase()] ?? null;
      case 'json':
        return findInJson(json(), source);
      case 'xml':
        return findInXml(xml(), source.path);
    }
  };
}

function once<Value>(read: () => Value): () => Value {
  let kept: { readonly value: Value } | null = null;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}

function findInJson(root: unknown, { path, label }: Source): Scalar {
  let value = root;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  switch (typeof value) {
    case 'number':
      // Its last digits are lost already, and two sessions would look like one.
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw new UnreadableHop(`${label} is a number too large to be exact; it has to be sent as a string.`);
      }
      return value;
    case 'string':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

function findInXml(root: XmlElement, path: string): string | null {
  const [first, ...names] = path.split('/');
  let element: XmlElement | undefined = root.name === first ? root : undefined;
  for (const name of names) {
    if (name.startsWith('@')) return element?.attributes.get(name.slice(1)) ?? null;
    element = element?.children.find((child) => child.name === name);
  }
  return element?.text ?? null;
}
