import { callingCodeOf } from '#core/numbering/calling-code.ts';
import type { SessionRow } from '#store/ussd-sessions.ts';
import type { AppSession } from './app.ts';

const E164 = /^[1-9]\d{7,14}$/;

/** What was dialled and the code that is told, in full; the row has of both what may be kept. */
export type Told = { readonly dialled: string; readonly serviceCode: string };

/** What an application is told of a session: from its row and its memory, so that each hop tells the same on every node. */
export function appSession(row: SessionRow, { dialled, serviceCode }: Told = row): AppSession {
  const { id, msisdn, network, networkCode, startedAt } = row;
  const countryCode = E164.test(msisdn) ? callingCodeOf(msisdn) : '';
  return { id, msisdn, dialled, serviceCode, countryCode, network, networkCode, startedAt };
}
