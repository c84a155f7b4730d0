import { isGsm7 } from '@ujumbe/smpp';
import { expectAcknowledged, expectStatus, expectType } from './answers.ts';
import { type Call, type Dialect, type Dialogue, type FrontAnswer, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postXml } from './requests.ts';
import { escapeXml, readXml } from './xml.ts';

export interface RestcommXmlOptions {
  /** The SS7 network at the gateway, default `0`. */
  networkId?: string;
  /** Name the subscriber as `originationReference` of the dialogue instead of `msisdn`. Default false. */
  byOriginationReference?: boolean;
}

/** Writes the MAP dialogue as XML and keeps the application's cookie as a browser would. */
export const restcommXml: Dialect = {
  id: 'restcomm-xml',
  summary: 'RestComm (Mobicents) USSD gateway: MAP dialogues as XML posts, with a JSESSIONID cookie.',
  example: { networkId: '0' },
  start(value, field, url) {
    const options = readOptions(value, field, ['networkId', 'byOriginationReference']);
    const networkId = options.text('networkId', 'a number', '0');
    const byReference = options.flag('byOriginationReference', false);
    return (call) => open(call, { url, networkId, byReference });
  },
};

const firstInvokeId = '0';

function open(
  call: Call,
  { url, networkId, byReference }: { url: string; networkId: string; byReference: boolean },
): Dialogue {
  let cookie: string | null = null;
  let invokeId = '';
  const number = `nai="international_number" npi="ISDN" number="${call.msisdn}"`;

  const dialog = (type: string, inside: string, more = '') => {
    const count = inside === '' ? 0 : 1;
    const request = postXml(
      url,
      `<?xml version="1.0" encoding="UTF-8"?><dialog type="${type}" appCntx="networkUnstructuredSsContext_version2" ` +
        `networkId="${networkId}" localId="${call.number}" remoteId="${call.number + 1}" mapMessagesSize="${count}" ` +
        `returnMessageOnError="false"${more}>${inside}</dialog>`,
    );
    return cookie === null ? request : { ...request, headers: { ...request.headers, cookie } };
  };
  const said = (text: string) => `dataCodingScheme="${isGsm7(text) ? 15 : 72}" string="${escapeXml(text)}"`;

  return {
    begin: () => {
      const who = byReference ? `<originationReference ${number}/>` : '';
      const from = byReference ? '' : `<msisdn ${number}/>`;
      const element = `processUnstructuredSSRequest_Request invokeId="${firstInvokeId}" ${said(call.dialled)}`;
      const name = 'processUnstructuredSSRequest_Request';
      return dialog('Begin', `${who}<${element}>${from}</${name}>`);
    },
    answer: (text) =>
      dialog('Continue', `<unstructuredSSRequest_Response invokeId="${invokeId}" ${said(text)}/>`),
    end: (reason) =>
      reason === 'timeout'
        ? dialog('Abort', '', ' dialogTimedOut="true"')
        : dialog('Abort', '', ' mapUserAbortChoice="isUserSpecificReason"'),
    read: (answer) => {
      const screen = readDialog(answer);
      invokeId = screen.invokeId;
      cookie = cookieOf(answer) ?? cookie;
      return { text: screen.text, open: screen.open };
    },
    readEnd: expectAcknowledged,
  };
}

function readDialog(answer: FrontAnswer): { text: string; open: boolean; invokeId: string } {
  expectStatus(answer);
  expectType(answer, 'text/xml', 'application/xml');
  const root = readXml(answer.body);
  const [message, ...others] = root.children;
  if (root.name !== 'dialog' || !message || others.length > 0 || root.attributes.mapMessagesSize !== '1') {
    throw new RefusedAnswer('The answer is not a dialog with one message and mapMessagesSize 1.');
  }
  const open = message.name === 'unstructuredSSRequest_Request';
  if (!open && message.name !== 'processUnstructuredSSRequest_Response') {
    throw new RefusedAnswer(`The message is ${message.name}, which neither asks nor ends.`);
  }
  const { invokeId = '', dataCodingScheme, string } = message.attributes;
  if (!/^\d+$/.test(invokeId)) throw new RefusedAnswer(`The invokeId is "${invokeId}", expected a number.`);
  if (!open && invokeId !== firstInvokeId) {
    const why = `The invokeId of the last message is ${invokeId}, expected ${firstInvokeId} as in the first request.`;
    throw new RefusedAnswer(why);
  }
  if (string === undefined) throw new RefusedAnswer('The message has no string.');
  const scheme = isGsm7(string) ? '15' : '72';
  if (dataCodingScheme !== scheme) {
    const why = `The dataCodingScheme is ${dataCodingScheme ?? 'missing'}, expected ${scheme} for this text.`;
    throw new RefusedAnswer(why);
  }
  if (!open && root.attributes.prearrangedEnd !== 'false') {
    throw new RefusedAnswer('The last dialog has no prearrangedEnd="false".');
  }
  return { text: string, open, invokeId };
}

function cookieOf({ headers }: FrontAnswer): string | null {
  const set = headers['set-cookie']?.find((line) => line.startsWith('JSESSIONID='));
  return set?.split(';')[0] ?? null;
}
