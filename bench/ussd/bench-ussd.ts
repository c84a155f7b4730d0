import type { UssdOptions } from '../options.ts';
import { summariseUssd, type UssdFigures } from './figures.ts';
import { prepareUssdGateway, type UssdGatewayHome } from './gateway.ts';
import { startUssdKit, stopUssdKit } from './kit.ts';
import { proxySubject } from './proxy.ts';
import { ussdReportText, ussdRoundLine } from './report.ts';
import { runUssdInTurns } from './rounds.ts';

/** Measures sessions through the gateway and through a bare proxy, reads the gateway's back, and prints the report. */
export async function benchUssd(options: UssdOptions): Promise<UssdFigures> {
  const kit = await startUssdKit();
  let gateway: UssdGatewayHome | null = null;
  try {
    gateway = await prepareUssdGateway(kit.appPort, 2 * options.connections, options.profile);
    const rounds = await runUssdInTurns(
      kit,
      [gateway.subject, proxySubject(options.proxyClient)],
      options,
      (...round) => console.log(ussdRoundLine(...round)),
    );
    const sessions = kit.sessionsPlayed.gateway;
    const figures = summariseUssd(rounds, sessions, await gateway.verify(sessions));
    console.log(`\n${ussdReportText(figures)}`);
    return figures;
  } finally {
    gateway?.remove();
    await stopUssdKit(kit);
  }
}
