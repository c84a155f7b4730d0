import { expectEcho, expectField, readJsonObject } from './answers.ts';
import type { Call, Dialect, Dialogue } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postJson } from './requests.ts';

export interface NaloOptions {
  /** The account at Nalo, default `NALOTest`. */
  userId?: string;
  /** The subscriber's network, default `MTN`. */
  network?: string;
  /** Older callers send no SESSIONID. Default false. */
  withoutSession?: boolean;
}

/** MSGTYPE true begins a session; in the answer true keeps it open. Nobody is told when it ends. */
export const nalo: Dialect = {
  id: 'nalo',
  summary: 'Nalo Solutions: JSON posts in capitals, MSGTYPE true or false.',
  example: { userId: 'NALOTest', network: 'MTN' },
  start(value, field, url) {
    const options = readOptions(value, field, ['userId', 'network', 'withoutSession']);
    const settings = {
      url,
      userId: options.text('userId', 'an account', 'NALOTest'),
      network: options.text('network', 'a network such as "MTN"', 'MTN'),
      withoutSession: options.flag('withoutSession', false),
    };
    return (call) => open(call, settings);
  },
};

function open(
  call: Call,
  {
    url,
    userId,
    network,
    withoutSession,
  }: { url: string; userId: string; network: string; withoutSession: boolean },
): Dialogue {
  const session = withoutSession ? {} : { SESSIONID: String(call.number) };
  let typed = '';
  const hop = (userData: string, isNew: boolean) => {
    typed = userData;
    return postJson(url, {
      USERID: userId,
      MSISDN: call.msisdn,
      USERDATA: userData,
      MSGTYPE: isNew,
      NETWORK: network,
      ...session,
    });
  };
  return {
    begin: () => hop(call.dialled, true),
    answer: (text) => hop(text, false),
    end: () => null,
    read: (answer) => {
      const body = readJsonObject(answer);
      expectEcho(body, { USERID: userId, MSISDN: call.msisdn, USERDATA: typed });
      return { text: expectField(body, 'MSG', 'string'), open: expectField(body, 'MSGTYPE', 'boolean') };
    },
  };
}
