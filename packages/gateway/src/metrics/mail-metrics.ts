import { Gauge, type Registry } from 'prom-client';
import { rarely } from './rarely.ts';
import type { MetricSources } from './sources.ts';
import { tallies } from './tally.ts';

export type MailMetrics = {
  readonly observeMail: (outcome: 'sent' | 'later' | 'given-up') => void;
};

/** What becomes of mails, and how many are still to be sent. */
export function mailMetrics(registry: Registry, { mails, now }: MetricSources): MailMetrics {
  const attempts = tallies(registry, 'ujumbe_mails_total', 'Attempts to send mails.');
  const of = (outcome: string) => attempts.of({ outcome });
  const counted = { sent: of('sent'), later: of('later'), 'given-up': of('given-up') };
  const inRows = rarely(mails, now, { waiting: 0, dead: 0 });
  const gauge: Gauge<'state'> = new Gauge({
    name: 'ujumbe_mails',
    help: 'Mails that are still to be sent, and those that were given up.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      for (const [state, count] of Object.entries(await inRows())) gauge.set({ state }, count);
    },
  });
  return { observeMail: (outcome) => counted[outcome].inc() };
}
