import { Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';
import type { UssdAdapter, UssdHttpAnswer, UssdHttpRequest } from '#core/ussd-adapter.ts';
import { emptyAnswer } from '../answers.ts';
import { boundedMsisdn, boundedNetwork, boundedText } from '../bounded.ts';
import { fieldsOf } from '../fields.ts';
import { readDialled } from '../read-dialled.ts';
import { xmlAttribute, xmlText } from '../xml/write-xml.ts';
import { xmlAnswer } from '../xml/xml-answer.ts';

/** What the operator adds to the address it calls; everything else in the query is the address's own. */
const ADDED = new Set(['to_addr', 'msisdn', 'provider', 'request', 'ussdsessionid']);

/**
 * Always Active Technologies and Vodacom Messaging (South Africa). A GET per hop; a screen names the address of the next hop,
 * and there the code that was dialled is kept: a request without it begins a session. A subscriber has one session at a time.
 */
export const aatXml: UssdAdapter = {
  id: 'aat-xml',
  methods: ['GET'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: (request) => {
    const fields = fieldsOf(request.query);
    const code = fields.text('to_addr');
    const dialled = readDialled(code ?? fields.text('request'), code === null ? 'request' : 'to_addr');
    const msisdn = boundedMsisdn(fields.text('msisdn'), 'msisdn');
    const hop = {
      session: msisdn,
      msisdn,
      step: null,
      network: boundedNetwork(fields.text('provider')),
    };
    return {
      event:
        code === null
          ? { ...hop, kind: 'begin', dialled }
          : { ...hop, kind: 'continue', text: boundedText('text', fields.text('request') ?? '', 'request') },
      render: (reply) => render(reply, nextAddress(request, dialled)),
    };
  },
};

/** Without options the session is over; with one that is not displayed, whatever is typed comes to its address. */
function render(reply: UssdReply | null, next: string): UssdHttpAnswer {
  if (reply === null) return emptyAnswer();
  const option = `<option command="1" order="1" callback="${xmlAttribute(next)}" display="False"></option>`;
  const options = reply.action === 'con' ? `<options>${option}</options>` : '';
  return xmlAnswer(`<request><headertext>${screen(reply.text)}</headertext>${options}</request>`);
}

function screen(text: string): string {
  return xmlText(text).replaceAll('\n', '&#10;');
}

/** Our address with the code; what else its query holds, such as a secret the operator shows us, has to come back with it. */
function nextAddress({ url, query }: UssdHttpRequest, dialled: string): string {
  const own = new Map<string, string>();
  for (const [name, value] of query) {
    if (!ADDED.has(name.toLowerCase()) && !own.has(name)) own.set(name, value);
  }
  own.set('to_addr', dialled);
  return `${url}?${new URLSearchParams([...own]).toString().replaceAll('*', '%2A')}`;
}
