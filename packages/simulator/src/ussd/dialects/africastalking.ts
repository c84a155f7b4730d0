import { randomUUID } from 'node:crypto';
import { expectAcknowledged, readConEnd } from './answers.ts';
import type { Call, Dialect, Dialogue } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postForm } from './requests.ts';
import { splitDialled } from './service-code.ts';

export interface AfricasTalkingOptions {
  /** MCC and MNC of the subscriber's network, default `63902`. */
  networkCode?: string;
  /** As registered; what is dialled beyond it is the first text. Default: whatever is dialled. */
  serviceCode?: string;
  /** Where every ended session is reported. Default: nowhere. */
  notificationUrl?: string;
}

/** Sends all entries so far joined with `*`, and reports the end of a session to an address of its own. */
export const africastalking: Dialect = {
  id: 'africastalking',
  summary: "Africa's Talking and its like: form posts, text accumulates, CON and END.",
  example: { networkCode: '63902', serviceCode: '*123*12#' },
  start(value, field, url) {
    const options = readOptions(value, field, ['networkCode', 'serviceCode', 'notificationUrl']);
    const networkCode = options.text('networkCode', 'MCC and MNC such as "63902"', '63902');
    const registered = options.text('serviceCode', 'a code such as "*123*12#"', undefined);
    const notificationUrl = options.text('notificationUrl', 'an address', undefined);
    return (call) => open(call, { url, networkCode, registered, notificationUrl });
  },
};

interface Settings {
  url: string;
  networkCode: string;
  registered: string | undefined;
  notificationUrl: string | undefined;
}

function open(call: Call, { url, networkCode, registered, notificationUrl }: Settings): Dialogue {
  const { serviceCode, beyond } = splitDialled(call.dialled, registered);
  const sessionId = `ATUid_${randomUUID().replaceAll('-', '')}`;
  const phoneNumber = `+${call.msisdn}`;
  const startedAt = Date.now();
  const entries = beyond === '' ? [] : [beyond];
  let hops = 0;
  let lastAppResponse = '';

  const hop = () => {
    hops += 1;
    return postForm(url, [
      ['sessionId', sessionId],
      ['phoneNumber', phoneNumber],
      ['networkCode', networkCode],
      ['serviceCode', serviceCode],
      ['text', entries.join('*')],
    ]);
  };
  const notify = (status: 'Success' | 'Incomplete' | 'Failed', errorMessage: string) => {
    if (notificationUrl === undefined) return null;
    return postForm(notificationUrl, [
      ['date', new Date().toISOString().slice(0, 19).replace('T', ' ')],
      ['sessionId', sessionId],
      ['serviceCode', serviceCode],
      ['networkCode', networkCode],
      ['phoneNumber', phoneNumber],
      ['status', status],
      ['cost', 'KES 0.10'],
      ['durationInMillis', String(Date.now() - startedAt)],
      ['hopsCount', String(hops)],
      ['input', entries.join('*')],
      ['lastAppResponse', lastAppResponse],
      ['errorMessage', errorMessage],
    ]);
  };

  return {
    begin: hop,
    answer: (text) => {
      entries.push(text);
      return hop();
    },
    end: (reason) =>
      notify('Incomplete', reason === 'timeout' ? 'The subscriber did not answer in time' : ''),
    read: (answer) => {
      lastAppResponse = answer.body;
      return readConEnd(answer);
    },
    readEnd: expectAcknowledged,
    closed: (outcome, why) => notify(outcome === 'shown' ? 'Success' : 'Failed', why),
  };
}
