import { afterEach, expect } from 'vitest';
import { type Esme, type EsmeOptions, startEsme } from '../src/esme.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/simulator.ts';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** `await eventually(() => value).toBe(...)`: asks again until it holds, with time for a busy machine. */
export function eventually<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 15_000, interval: 10 });
}

/** A simulator on free ports that ends with the test. */
export async function newSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ retryMs: 10, ...options });
  stops.push(() => simulator.stop());
  return simulator;
}

/** An ESME of the simulator that ends with the test; bound unless `bound` is false. */
export async function newEsme(
  simulator: Simulator,
  options: Partial<EsmeOptions> & { bound?: boolean } = {},
): Promise<Esme> {
  const { bound = true, ...rest } = options;
  const esme = startEsme({ port: simulator.smscPort, systemId: 'esme', password: 'secret', ...rest });
  stops.push(() => esme.stop());
  if (bound) await eventually(() => esme.session).not.toBeNull();
  return esme;
}

export const from = 'UJUMBE';
export const to = '254700000001';

/** Receipts the ESME has received, in order. */
export function receiptsOf(esme: Esme) {
  return esme.received.flatMap((item) => (item.kind === 'receipt' ? [item] : []));
}
