import { KitProcess } from './kit-process.ts';
import type { LoadCommands } from './load.ts';
import type { SinkCommands } from './sink.ts';
import type { SmscCommands } from './smsc.ts';

/** What surrounds the measured gateway: who sends, who delivers, who is called back. One process each, for the whole run. */
export type Kit = {
  load: KitProcess<LoadCommands>;
  smsc: KitProcess<SmscCommands>;
  sink: KitProcess<SinkCommands>;
  smscPort: number;
  sinkPort: number;
  /** Messages sent so far: the next round begins its numbers here. */
  messagesSent: number;
};

export async function startKit(): Promise<Kit> {
  const load = new KitProcess<LoadCommands>('./load.ts');
  const smsc = new KitProcess<SmscCommands>('./smsc.ts');
  const sink = new KitProcess<SinkCommands>('./sink.ts');
  const [smscPort, sinkPort] = await Promise.all([smsc.call('listen'), sink.call('listen')]);
  return { load, smsc, sink, smscPort, sinkPort, messagesSent: 0 };
}

export async function stopKit(kit: Kit): Promise<void> {
  await Promise.all([kit.load.stop(), kit.smsc.stop(), kit.sink.stop()]);
}
