import { expectStatus, expectType } from './answers.ts';
import { type Call, type Dialect, type Dialogue, type FrontAnswer, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { getWith } from './requests.ts';
import { childOf, readXml, type XmlElement } from './xml.ts';

export interface AatXmlOptions {
  /** The subscriber's network, default `Vodacom`. */
  provider?: string;
}

/** Names no session: the next request goes to the address the last screen gave. Nobody is told when it ends. */
export const aatXml: Dialect = {
  id: 'aat-xml',
  summary:
    'AAT (Vodacom Messaging): GET with msisdn, provider and request, answered with XML and a callback.',
  example: { provider: 'Vodacom' },
  start(value, field, url) {
    const provider = readOptions(value, field, ['provider']).text('provider', 'a network', 'Vodacom');
    return (call) => open(call, url, provider);
  },
};

function open(call: Call, url: string, provider: string): Dialogue {
  let next = url;
  const hop = (request: string) =>
    getWith(next, [
      ['msisdn', call.msisdn],
      ['provider', provider],
      ['request', request],
    ]);
  return {
    begin: () => hop(call.dialled),
    answer: hop,
    end: () => null,
    read: (answer) => {
      const { text, callback } = readPage(answer);
      if (callback !== null) next = callback;
      return { text, open: callback !== null };
    },
  };
}

function readPage(answer: FrontAnswer): { text: string; callback: string | null } {
  expectStatus(answer);
  expectType(answer, 'text/xml', 'application/xml');
  const root = readXml(answer.body);
  if (root.name !== 'request') throw new RefusedAnswer(`The XML element is ${root.name}, expected request.`);
  const text = childOf(root, 'headertext').text;
  if (!root.children.some(({ name }) => name === 'options')) return { text, callback: null };
  return { text, callback: callbackOf(childOf(childOf(root, 'options'), 'option')) };
}

/** An option that is not displayed takes whatever is typed. */
function callbackOf({ attributes }: XmlElement): string {
  const { callback = '', display, command, order } = attributes;
  if (display !== 'False') {
    throw new RefusedAnswer(
      `The option's display is ${display ?? 'missing'}, expected False for free entry.`,
    );
  }
  if (command !== '1' || order !== '1') {
    const why = `The option's command and order are ${command ?? 'missing'} and ${order ?? 'missing'}, expected 1 and 1.`;
    throw new RefusedAnswer(why);
  }
  if (!URL.canParse(callback) || !/^https?:/.test(callback)) {
    throw new RefusedAnswer(`The option's callback is "${callback}", expected a whole address.`);
  }
  return callback;
}
