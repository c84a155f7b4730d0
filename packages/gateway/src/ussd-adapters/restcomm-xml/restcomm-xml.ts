import { isGsm7 } from '@ujumbe/smpp/text';
import { Type } from 'typebox';
import type { UssdReply } from '#core/ussd.ts';
import {
  type ReadHop,
  UnreadableHop,
  type UssdAdapter,
  type UssdHttpAnswer,
  type UssdHttpRequest,
} from '#core/ussd-adapter.ts';
import { emptyAnswer } from '../answers.ts';
import { boundedMsisdn, boundedText } from '../bounded.ts';
import { readDialled } from '../read-dialled.ts';
import { xmlAttribute } from '../xml/write-xml.ts';
import { xmlAnswer } from '../xml/xml-answer.ts';
import { type MapMessage, readDialog } from './read-dialog.ts';
import { readTicket, type Ticket, writeTicket } from './ticket.ts';

/** The cookie that applications of this gateway are asked to use. */
const COOKIE = 'JSESSIONID';
/** dataCodingScheme (3GPP TS 23.038 section 5): the GSM alphabet with the language unspecified, and UCS-2. */
const GSM = 15;
const UCS2 = 72;

/**
 * The RestComm (once Mobicents) USSD gateway: each hop is a MAP dialogue in XML. Its later hops tell neither the subscriber nor
 * the invoke id of the first request, which the last screen has to name; both go back and forth in a ticket.
 */
export const restcommXml: UssdAdapter = {
  id: 'restcomm-xml',
  methods: ['POST'],
  settings: Type.Object({}, { additionalProperties: false }),
  read: (request) => {
    const dialog = readDialog(request.body);
    const { session } = dialog;
    // The invoke id is no number of the request: gateways give the same one to each hop.
    const hop = { session, step: null, network: null };
    if ('ended' in dialog) {
      return {
        event: { ...hop, kind: 'end', msisdn: '', reason: dialog.ended },
        render: () => emptyAnswer(),
      };
    }
    const { message, msisdn, userObject } = dialog;
    if (message.kind === 'begin') {
      const number = boundedMsisdn(msisdn, 'the number of msisdn or originationReference');
      return {
        event: {
          ...hop,
          kind: 'begin',
          msisdn: number,
          dialled: readDialled(message.text, 'string'),
        },
        render: renderer(message, { session, invokeId: message.invokeId, msisdn: number }),
      };
    }
    const ticket = readTicket(userObject, session) ?? readTicket(cookieOf(request), session);
    if (ticket === null) {
      throw new UnreadableHop(
        `A later request must bring back the cookie ${COOKIE} or the userObject of our last answer.`,
      );
    }
    return {
      event: {
        ...hop,
        kind: 'continue',
        msisdn: ticket.msisdn,
        text: boundedText('text', message.text, 'string'),
      },
      render: renderer(message, ticket),
    };
  },
};

function renderer(message: MapMessage, ticket: Ticket): ReadHop['render'] {
  return (reply) => {
    if (reply === null) return emptyAnswer();
    return reply.action === 'con' ? menu(reply, message.invokeId + 1, ticket) : lastScreen(reply, ticket);
  };
}

function menu(reply: UssdReply, invokeId: number, ticket: Ticket): UssdHttpAnswer {
  const carried = writeTicket(ticket);
  const { headers, ...answer } = xmlAnswer(
    `${DECLARATION}<dialog mapMessagesSize="1" userObject="${carried}"><unstructuredSSRequest_Request ${attributesOf(reply, invokeId)}/></dialog>`,
  );
  return { ...answer, headers: { ...headers, 'set-cookie': `${COOKIE}=${carried}; Path=/; HttpOnly` } };
}

function lastScreen(reply: UssdReply, { invokeId }: Ticket): UssdHttpAnswer {
  return xmlAnswer(
    `${DECLARATION}<dialog mapMessagesSize="1" prearrangedEnd="false"><processUnstructuredSSRequest_Response ${attributesOf(reply, invokeId)}/></dialog>`,
  );
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

function attributesOf({ text }: UssdReply, invokeId: number): string {
  const scheme = isGsm7(text) ? GSM : UCS2;
  return `invokeId="${invokeId}" dataCodingScheme="${scheme}" string="${xmlAttribute(text)}"`;
}

function cookieOf({ headers }: UssdHttpRequest): string | undefined {
  return new RegExp(`(?:^|;)\\s*${COOKIE}="?([^";]*)`).exec(headers.cookie ?? '')?.[1]?.trim();
}
