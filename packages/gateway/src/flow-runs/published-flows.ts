import { type Flow, type PreparedFlow, prepareFlow } from '@ujumbe/flows';
import type pg from 'pg';
import { readPublishedTexts } from '#store/published-flows.ts';

/** Octets of the documents held in memory, with those they call. Prepared, they take some fifteen times as much. */
const MOST_OCTETS = 16 * 1024 * 1024;
/** The smallest takes as much as if its document were so long. */
const LEAST_OCTETS = 512;

type Held = { readonly flow: Promise<PreparedFlow>; octets: number };

/** Published flows, ready to run. Versions never change, so that forgetting one costs only a read. */
export class PublishedFlows {
  readonly #pool: pg.Pool;
  readonly #mostOctets: number;
  /** Who was asked for last stands last. */
  readonly #held = new Map<string, Held>();
  #octets = 0;

  constructor(pool: pg.Pool, mostOctets = MOST_OCTETS) {
    this.#pool = pool;
    this.#mostOctets = mostOctets;
  }

  /** @throws Error when there is no such version, or it cannot be run */
  find(flowId: number, version: number): Promise<PreparedFlow> {
    const key = `${flowId} ${version}`;
    const held = this.#held.get(key) ?? this.#read(key, flowId, version);
    this.#held.delete(key);
    this.#held.set(key, held);
    return held.flow;
  }

  #read(key: string, flowId: number, version: number): Held {
    const flow = this.#prepare(flowId, version).then(({ prepared, octets }) => {
      held.octets = octets;
      this.#octets += octets;
      this.#forgetOthers(held);
      return prepared;
    });
    const held: Held = { flow, octets: 0 };
    flow.catch(() => this.#held.delete(key));
    return held;
  }

  async #prepare(flowId: number, version: number) {
    const published = await readPublishedTexts(this.#pool, flowId, version);
    if (published === null) throw new Error(`Flow ${flowId} has no version ${version}.`);
    const { text, others } = published;
    const texts = [text, ...Object.values(others)];
    const octets = texts.reduce((sum, one) => sum + Math.max(LEAST_OCTETS, Buffer.byteLength(one)), 0);
    const called = Object.fromEntries(
      Object.entries(others).map(([name, other]) => [name, JSON.parse(other) as Flow]),
    );
    return { prepared: prepareFlow(JSON.parse(text) as Flow, called), octets };
  }

  /** Forgets those nobody has asked for the longest, until the rest fits. */
  #forgetOthers(kept: Held): void {
    for (const [key, held] of this.#held) {
      if (this.#octets <= this.#mostOctets) return;
      // One that is still being read takes nothing yet.
      if (held === kept || held.octets === 0) continue;
      this.#held.delete(key);
      this.#octets -= held.octets;
    }
  }
}
