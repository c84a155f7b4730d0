import { Type } from 'typebox';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import { UnreadableHop, type UssdAdapter, type UssdHttpAnswer } from '#core/ussd-adapter.ts';
import { emptyAnswer } from '../answers.ts';
import { boundedMsisdn, boundedName, boundedText } from '../bounded.ts';
import { type Fields, fieldsOf } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';
import { readXml } from '../xml/read-xml.ts';
import { xmlText } from '../xml/write-xml.ts';
import { xmlAnswer } from '../xml/xml-answer.ts';

/**
 * TruRoute of TruTeq, as its resellers in southern Africa offer it. An XML document per hop says by a number what it tells;
 * the answer says by another whether the session stays open. Screens that cost something are not asked for.
 */
export const trurouteXml: UssdAdapter = {
  id: 'truroute-xml',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: ({ body }) => {
    const root = readXml(body);
    if (root.name !== 'ussd') throw new UnreadableHop('The root of the XML must be ussd.');
    return { event: readEvent(fieldsOf(root.children.map(({ name, text }) => [name, text]))), render };
  },
};

function readEvent(fields: Fields): UssdEvent {
  const hop = {
    session: boundedName('session', fields.text('sessionid')?.trim() ?? null, 'sessionid'),
    step: null,
    network: null,
  };
  const subscriber = () => boundedMsisdn(fields.text('msisdn'), 'msisdn');
  const message = () => boundedText('text', fields.text('msg') ?? '', 'msg');
  switch (fields.text('type')?.trim()) {
    case '1':
      return {
        ...hop,
        kind: 'begin',
        msisdn: subscriber(),
        dialled: readDialled(fields.text('msg'), 'msg'),
      };
    case '2':
      return { ...hop, kind: 'continue', msisdn: subscriber(), text: message() };
    case '3':
      return { ...hop, kind: 'end', msisdn: '', reason: 'user' };
    case '4':
      return { ...hop, kind: 'end', msisdn: '', reason: 'timeout' };
    // A charge we never ask for has failed: msg says why.
    case '10':
      return { ...hop, kind: 'end', msisdn: '', reason: 'error' };
    default:
      throw new UnreadableHop(
        'type must be 1 (request), 2 (response), 3 (release), 4 (timeout) or 10 (charge).',
      );
  }
}

function render(reply: UssdReply | null): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  const type = reply.action === 'con' ? 2 : 3;
  return xmlAnswer(`<ussd><type>${type}</type><msg>${xmlText(reply.text)}</msg></ussd>`);
}
