import { callingCodeOf } from '#core/numbering/calling-code.ts';
import type { SessionRow } from '#store/ussd-sessions.ts';
import type { AppSession } from './app.ts';

const E164 = /^[1-9]\d{7,14}$/;

/** What an application is told of a session: everything comes from its row, so that each hop tells the same on every node. */
export function appSession(row: SessionRow): AppSession {
  const { id, msisdn, dialled, serviceCode, network, networkCode, startedAt } = row;
  const countryCode = E164.test(msisdn) ? callingCodeOf(msisdn) : '';
  return { id, msisdn, dialled, serviceCode, countryCode, network, networkCode, startedAt };
}
