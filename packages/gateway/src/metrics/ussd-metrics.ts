import type { Registry } from 'prom-client';
import type { UssdReplyFate } from '#core/connector.ts';
import type { SessionEnd } from '#store/ussd-sessions.ts';
import type { HopFacts } from '#ussd/conversation.ts';
import { distributions, tallies } from './tally.ts';

/** Bounds in seconds. */
const HOP = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** What the rooms of USSD tell as it happens. */
export type UssdMetrics = {
  readonly observeUssdHop: (hop: HopFacts) => void;
  readonly observeUssdEnd: (reason: SessionEnd) => void;
  /** Every request at the door of USSD. @param connector null where its token leads to none */
  readonly observeUssdRequest: (outcome: string, connector: string | null) => void;
  /** What became of a screen that was submitted over SMPP. */
  readonly observeUssdReply: (connectorId: number, fate: UssdReplyFate) => void;
};

/** @param nameOf the name of a connector by its id */
export function ussdMetrics(registry: Registry, nameOf: (connectorId: number) => string): UssdMetrics {
  const hops = tallies(registry, 'ujumbe_ussd_hops_total', 'Screens shown, by how the application fared.');
  const appSeconds = distributions(
    registry,
    'ujumbe_ussd_app_seconds',
    'How long applications took for a screen.',
    HOP,
  ).of({});
  const addedSeconds = distributions(
    registry,
    'ujumbe_ussd_added_seconds',
    'What the gateway itself took of a hop.',
    HOP,
  ).of({});
  const ends = tallies(registry, 'ujumbe_ussd_sessions_ended_total', 'Sessions that ended, by reason.');
  const overruns = tallies(
    registry,
    'ujumbe_ussd_overruns_total',
    'Screens longer than their operator carries.',
  );
  const requests = tallies(registry, 'ujumbe_ussd_requests_total', 'Requests of operators for USSD.');
  const replies = tallies(registry, 'ujumbe_ussd_replies_total', 'Screens submitted over SMPP.');
  return {
    observeUssdHop: ({ connectorId, outcome, overrun, appMs, addedMs }) => {
      hops.of({ operator: nameOf(connectorId), outcome }).inc();
      if (overrun !== 'no') overruns.of({ operator: nameOf(connectorId), overrun }).inc();
      appSeconds.observe(appMs / 1000);
      addedSeconds.observe(addedMs / 1000);
    },
    observeUssdEnd: (reason) => ends.of({ reason }).inc(),
    observeUssdRequest: (outcome, connector) => requests.of({ operator: connector ?? '', outcome }).inc(),
    observeUssdReply: (connectorId, fate) => replies.of({ operator: nameOf(connectorId), fate }).inc(),
  };
}
