import { type PreparedFlow, prepareFlow } from '@ujumbe/flows';
import type pg from 'pg';
import { readPublishedVersion } from '#store/published-flows.ts';

/** Versions held in memory; they never change, so that forgetting one costs only a read. */
const HELD = 200;

/** Published flows, ready to run. */
export class PublishedFlows {
  readonly #pool: pg.Pool;
  readonly #held = new Map<string, Promise<PreparedFlow>>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @throws Error when there is no such version, or it cannot be run */
  find(flowId: number, version: number): Promise<PreparedFlow> {
    const key = `${flowId} ${version}`;
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    if (this.#held.size >= HELD) this.#held.delete(this.#held.keys().next().value as string);
    const reading = this.#read(flowId, version);
    this.#held.set(key, reading);
    reading.catch(() => this.#held.delete(key));
    return reading;
  }

  async #read(flowId: number, version: number): Promise<PreparedFlow> {
    const published = await readPublishedVersion(this.#pool, flowId, version);
    if (published === null) throw new Error(`Flow ${flowId} has no version ${version}.`);
    return prepareFlow(published.flow, published.others);
  }
}
