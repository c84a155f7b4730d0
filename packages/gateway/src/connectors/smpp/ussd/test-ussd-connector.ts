import { vi } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { Connector } from '#core/connector.ts';
import { type RecordingSink, silentLog } from '../../contract-suite.ts';
import type { ConnectorLog } from '../../log.ts';
import { createSmppConnector } from '../smpp.ts';

/** A connector for tests, named `safari`, that carries USSD; all its binds are up. @param settings beside `ussd` */
export async function bindUssdConnector(
  settings: Readonly<Record<string, unknown>>,
  sink: RecordingSink,
  log: ConnectorLog = silentLog,
): Promise<Connector> {
  const row = {
    id: 7,
    name: 'safari',
    kind: 'smpp',
    enabled: true,
    statusFamily: 'smpp',
    throughput: 0,
    settings: { ussd: {}, ...settings },
  } as const;
  const connector = createSmppConnector(row, sink, systemClock, log);
  connector.start();
  await vi.waitUntil(() => connector.binds().every(({ phase }) => phase === 'bound'));
  return connector;
}
