import { readConEnd } from './answers.ts';
import type { Call, Dialect, Dialogue } from './dialect.ts';
import { readOptions } from './read-options.ts';
import { getWith } from './requests.ts';
import { bareCode, splitDialled } from './service-code.ts';

/** Has no options: the first number of the code is the destination, the rest is typed. */
export type SafaricomGetOptions = Record<never, never>;

/** Sends all that was typed, joined with `*`, in the query; tells nobody when a session ends. */
export const safaricomGet: Dialect = {
  id: 'safaricom-get',
  summary: "Safaricom's older gateway: GET with ORIG, DEST, SESSION_ID, USSD_PARAMS, answered CON and END.",
  example: {},
  start(value, field, url) {
    readOptions(value, field, []);
    return (call) => open(call, url);
  },
};

function open(call: Call, url: string): Dialogue {
  const { serviceCode, beyond } = splitDialled(call.dialled, rootOf(call.dialled));
  const entries = beyond === '' ? [] : [beyond];
  const hop = () =>
    getWith(url, [
      ['ORIG', call.msisdn],
      ['DEST', bareCode(serviceCode)],
      ['SESSION_ID', String(call.number)],
      ['USSD_PARAMS', entries.join('*')],
    ]);
  return {
    begin: hop,
    answer: (text) => {
      entries.push(text);
      return hop();
    },
    end: () => null,
    read: readConEnd,
  };
}

/** `*123*12#` is 12 typed at `*123#`. */
function rootOf(dialled: string): string {
  return dialled.replace(/^(\*\d+)\*.*$/, '$1#');
}
