import type { Directory } from '#core/directory.ts';
import { pickRoute, routesFor } from './mt-route.ts';

/** What the way of an accepted message depends on. */
export type Routed = {
  readonly accountId: number;
  /** E.164 digits without plus. */
  readonly msisdn: string;
  readonly mcc: string;
  readonly mnc: string;
};

/**
 * The connector that takes over a message from one that is down: by the routes a new message would have, and only over
 * connectors that can send now. Where weight decides, the last digits of the number do instead of chance, so that messages to
 * one recipient stay together and in order. Null when there is none.
 */
export function otherRoute(
  directory: Directory,
  message: Routed,
  canSend: (connectorId: number) => boolean,
): number | null {
  const { accountId, msisdn, mcc, mnc } = message;
  const share = Number(msisdn.slice(-4)) / 10_000;
  const route = pickRoute(routesFor(directory, accountId, msisdn, mcc, mnc), canSend, () => share);
  return route !== null && canSend(route.connectorId) ? route.connectorId : null;
}

/** Whether any route leads to a connector that can send now. */
export function hasWayOut(directory: Directory, canSend: (connectorId: number) => boolean): boolean {
  return directory.routes.some(({ connectorId }) => canSend(connectorId));
}
