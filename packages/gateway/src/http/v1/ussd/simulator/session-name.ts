import { randomBytes } from 'node:crypto';
import type { UssdReach } from '#core/ussd.ts';
import type { Caller } from '../../../access.ts';

/** The connector of sessions that no operator carries. */
export const SIMULATED = 0;

/** A name for a new session: whose codes it dials, and what nobody guesses. @param connectorId null for any */
export function newSessionName(connectorId: number | null): string {
  return `${connectorId ?? 0}-${randomBytes(16).toString('base64url')}`;
}

/** A step that no other hop has, so that no hop is taken for the repetition of another. */
export function newStep(): string {
  return `r${randomBytes(8).toString('hex')}`;
}

/** How the room knows a session of an account. */
export function nameOf(accountId: number, session: string): string {
  return `${accountId}-${session}`;
}

/** What every hop of a simulated session says of it. The account is part of its name, so that it is no other account's. */
export function simulatedHop(
  { account, key }: Caller,
  session: string,
): { readonly session: string; readonly network: null; readonly reach: UssdReach } {
  const connectorId = Number(session.split('-')[0]) || null;
  const accountId = key.scopes.has('admin') ? null : account.id;
  return { session: nameOf(account.id, session), network: null, reach: { accountId, connectorId } };
}
