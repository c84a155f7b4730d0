import { expectAcknowledged, expectStatus, expectType } from './answers.ts';
import { type Call, type Dialect, type Dialogue, type FrontAnswer, RefusedAnswer } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { getWith } from './requests.ts';
import { bareCode } from './service-code.ts';

export interface AirtelFlaresOptions {
  /** Credentials in the query of every request, default `u` and `p`. */
  userid?: string;
  password?: string;
  /** Number of the switch, default `25473`. */
  msc?: string;
}

/** Sends what was typed last; the screen is the body, and headers say whether the session goes on. */
export const airtelFlares: Dialect = {
  id: 'airtel-flares',
  summary: 'Airtel, Comviva Flares HTTP pull: GET with MSISDN and input, answered with Freeflow FC or FB.',
  example: { userid: 'u', password: 'p', msc: '25473' },
  start(value, field, url) {
    const options = readOptions(value, field, ['userid', 'password', 'msc']);
    const settings = {
      url,
      userid: options.text('userid', 'a user name', 'u'),
      password: options.text('password', 'a password', 'p'),
      msc: options.text('msc', 'the number of a switch', '25473'),
    };
    return (call) => open(call, settings);
  },
};

function open(
  call: Call,
  { url, userid, password, msc }: { url: string; userid: string; password: string; msc: string },
): Dialogue {
  const sessionId = `S${call.number}`;
  const hop = (input: string) =>
    getWith(url, [
      ['userid', userid],
      ['password', password],
      ['MSISDN', call.msisdn],
      ['MSC', msc],
      ['input', input],
      ['SessionID', sessionId],
    ]);
  return {
    begin: () => hop(bareCode(call.dialled)),
    answer: hop,
    end: () =>
      getWith(url, [
        ['userid', userid],
        ['password', password],
        ['SessionID', sessionId],
        ['msisdn', call.msisdn],
        ['clean', 'clean-session'],
        ['error', '522'],
      ]),
    read: readFreeflow,
    readEnd: expectAcknowledged,
  };
}

function readFreeflow(answer: FrontAnswer): { text: string; open: boolean } {
  expectStatus(answer);
  expectType(answer, 'text/plain');
  const { freeflow, charge, amount } = answer.headers;
  if (freeflow !== 'FC' && freeflow !== 'FB') {
    throw new RefusedAnswer(`The header Freeflow is ${freeflow ?? 'missing'}, expected FC or FB.`);
  }
  if (freeflow === 'FC' || charge !== undefined || amount !== undefined) expectCharge(charge, amount);
  return { text: answer.body, open: freeflow === 'FC' };
}

function expectCharge(charge: string | string[] | undefined, amount: string | string[] | undefined): void {
  if (charge !== 'Y' && charge !== 'N') {
    throw new RefusedAnswer(`The header charge is ${charge ?? 'missing'}, expected Y or N.`);
  }
  if (typeof amount !== 'string' || !/^\d+$/.test(amount)) {
    throw new RefusedAnswer(`The header amount is ${amount ?? 'missing'}, expected a whole number.`);
  }
}
