import { expectAcknowledged, expectStatus, expectType } from './answers.ts';
import { type Call, type Dialect, type Dialogue, type FrontAnswer, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postXml } from './requests.ts';
import { childOf, escapeXml, readXml } from './xml.ts';

/** Has no options. */
export type TruRouteXmlOptions = Record<never, never>;

const types = { begin: 1, answer: 2, user: 3, timeout: 4 } as const;

/** Sends numbered kinds of message, and says when the subscriber or time ends a session. */
export const truRouteXml: Dialect = {
  id: 'truroute-xml',
  summary: 'TruTeq TruRoute: XML posts with type 1 to 4, answered with type 2 (menu) or 3 (end).',
  example: {},
  start(value, field, url) {
    readOptions(value, field, []);
    return (call) => open(call, url);
  },
};

function open(call: Call, url: string): Dialogue {
  const hop = (type: keyof typeof types, message: string) =>
    postXml(
      url,
      `<ussd><msisdn>${call.msisdn}</msisdn><sessionid>${call.number}</sessionid><type>${types[type]}</type>` +
        `<msg>${escapeXml(message)}</msg></ussd>`,
    );
  return {
    begin: () => hop('begin', call.dialled),
    answer: (text) => hop('answer', text),
    end: (reason) => hop(reason, ''),
    read: readUssd,
    readEnd: expectAcknowledged,
  };
}

function readUssd(answer: FrontAnswer): { text: string; open: boolean } {
  expectStatus(answer);
  expectType(answer, 'text/xml', 'application/xml');
  const root = readXml(answer.body);
  if (root.name !== 'ussd') throw new RefusedAnswer(`The XML element is ${root.name}, expected ussd.`);
  const type = childOf(root, 'type').text;
  if (type !== '2' && type !== '3') throw new RefusedAnswer(`The answer's type is ${type}, expected 2 or 3.`);
  return { text: childOf(root, 'msg').text, open: type === '2' };
}
