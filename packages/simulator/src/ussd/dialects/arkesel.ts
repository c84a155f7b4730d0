import { randomUUID } from 'node:crypto';
import { expectEcho, expectField, readJsonObject } from './answers.ts';
import type { Call, Dialect, Dialogue } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { postJson } from './requests.ts';

export interface ArkeselOptions {
  /** The account at Arkesel, default `U1`. */
  userId?: string;
  /** The subscriber's network, default `MTN`. */
  network?: string;
}

/** newSession marks the first request, continueSession the screens that wait. Nobody is told when it ends. */
export const arkesel: Dialect = {
  id: 'arkesel',
  summary: 'Arkesel: JSON posts with newSession, answered with continueSession.',
  example: { userId: 'U1', network: 'MTN' },
  start(value, field, url) {
    const options = readOptions(value, field, ['userId', 'network']);
    const userId = options.text('userId', 'an account', 'U1');
    const network = options.text('network', 'a network such as "MTN"', 'MTN');
    return (call) => open(call, url, userId, network);
  },
};

function open(call: Call, url: string, userID: string, network: string): Dialogue {
  const who = { sessionID: randomUUID(), userID };
  const hop = (userData: string, newSession: boolean) =>
    postJson(url, { ...who, newSession, msisdn: call.msisdn, userData, network });
  return {
    begin: () => hop(call.dialled, true),
    answer: (text) => hop(text, false),
    end: () => null,
    read: (answer) => {
      const body = readJsonObject(answer);
      expectEcho(body, { ...who, msisdn: call.msisdn });
      const open = expectField(body, 'continueSession', 'boolean');
      return { text: expectField(body, 'message', 'string'), open };
    },
  };
}
