import { expectAcknowledged, expectEcho, expectField, readJsonObject } from './answers.ts';
import { type Call, type Dialect, type Dialogue, type FrontAnswer, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postJson } from './requests.ts';

export interface MtnMadapiOptions {
  /** As MTN numbers the service, default `321123`. */
  serviceCode?: string;
  /** Sent where given. */
  cellId?: string;
  language?: string;
  imsi?: string;
}

const optional = ['cellId', 'language', 'imsi'] as const;

/** Sends what was typed last with a number for the kind of message: 0 begin, 1 continue, 4 cancel, 5 time-out. */
export const mtnMadapi: Dialect = {
  id: 'mtn-madapi',
  summary: 'MTN MADAPI USSD v1: JSON posts with messageType, answered with a data object.',
  example: { serviceCode: '321123' },
  start(value, field, url) {
    const options = readOptions(value, field, ['serviceCode', ...optional]);
    const serviceCode = options.text('serviceCode', 'a code such as "321123"', '321123');
    const more = Object.fromEntries(
      optional.flatMap((name) => {
        const text = options.text(name, 'a text', undefined);
        return text === undefined ? [] : [[name, text]];
      }),
    );
    return (call) => open(call, url, serviceCode, more);
  },
};

function open(call: Call, url: string, serviceCode: string, more: Record<string, string>): Dialogue {
  const hop = (messageType: '0' | '1' | '4' | '5', ussdString: string) =>
    postJson(url, {
      sessionId: String(call.number),
      messageType,
      msisdn: call.msisdn,
      serviceCode,
      ussdString,
      ...more,
    });
  return {
    begin: () => hop('0', call.dialled),
    answer: (text) => hop('1', text),
    end: (reason) => hop(reason === 'timeout' ? '5' : '4', ''),
    read: (answer) => readData(answer, { serviceCode, msisdn: call.msisdn }),
    readEnd: expectAcknowledged,
  };
}

function readData(answer: FrontAnswer, sent: Record<string, string>): { text: string; open: boolean } {
  const body = readJsonObject(answer);
  const statusCode = expectField(body, 'statusCode', 'string');
  if (statusCode !== '0000') {
    throw new RefusedAnswer(`The answer's statusCode is ${statusCode}, expected 0000.`);
  }
  expectField(body, 'statusMessage', 'string');
  if (expectField(body, 'transactionId', 'string') === '') {
    throw new RefusedAnswer("The answer's transactionId is empty.");
  }
  const data = body.data;
  if (typeof data !== 'object' || data === null) throw new RefusedAnswer("The answer's data is no object.");
  const fields = data as Record<string, unknown>;
  expectEcho(fields, sent);
  const open = expectField(fields, 'userInputRequired', 'boolean');
  const messageType = expectField(fields, 'messageType', 'number');
  if (messageType !== (open ? 1 : 2)) {
    const why = `userInputRequired is ${open}, but messageType is ${messageType}, expected ${open ? 1 : 2}.`;
    throw new RefusedAnswer(why);
  }
  return { text: expectField(fields, 'inboundResponse', 'string'), open };
}
