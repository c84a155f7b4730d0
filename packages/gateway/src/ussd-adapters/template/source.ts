import { TemplateFault } from './template-fault.ts';

/** Where in a request a value stands. */
export type Source = {
  readonly from: (typeof PLACES)[number];
  /** A name; for `json` names joined by dots, for `xml` elements from the root joined by slashes, perhaps an `@attribute` last. */
  readonly path: string;
  /** As the settings write it, for messages. */
  readonly label: string;
};

const PLACES = ['query', 'form', 'json', 'xml', 'header', 'value'] as const;
const BODIES: readonly Source['from'][] = ['form', 'json', 'xml'];

/**
 * A source as settings write it: `query:msisdn`, `form:text`, `json:data.session.id`, `xml:ussd/msisdn`, `xml:dialog/@localId`,
 * `header:X-Msisdn`, or `value:*123#` for what the operator does not tell.
 *
 * @throws TemplateFault
 */
export function parseSource(label: string): Source {
  const colon = label.indexOf(':');
  const from = PLACES.find((place) => place === label.slice(0, colon));
  const path = label.slice(colon + 1).trim();
  if (from === undefined || path === '') {
    throw new TemplateFault(
      `${JSON.stringify(label)} names no place of a request; write one such as ${PLACES.map((place) => `${place}:…`).join(', ')}.`,
    );
  }
  if (from === 'xml' && !/^[^/@\s]+(\/[^/@\s]+)*(\/@[^/@\s]+)?$/.test(path)) {
    throw new TemplateFault(
      `${JSON.stringify(label)} is no path; write one such as xml:ussd/msisdn or xml:dialog/@localId.`,
    );
  }
  return { from, path, label };
}

/** Whether a source needs the body to be of one kind, which it says by its `from`. */
export function isInBody({ from }: Source): boolean {
  return BODIES.includes(from);
}
