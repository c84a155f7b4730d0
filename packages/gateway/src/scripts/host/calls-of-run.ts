import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Log } from '#core/log.ts';
import { storable } from '#core/storable.ts';
import { ScriptDataRefused } from '#store/scripts/script-queries.ts';
import { limits } from '../limits.ts';
import type { ScriptOrder } from '../order.ts';
import type { HostAnswer } from '../thread-messages.ts';
import type { HostCallKind, RunContext } from './host-call.ts';
import { CallRefused } from './refusal.ts';
import { type CallDeps, hostCalls } from './registry.ts';

export type HostDeps = CallDeps & { readonly log: Log };

const shape = Type.Object({ call: Type.String(), args: Type.Unknown() });
const hostCall = Compile(shape);

/**
 * Answers what one run asks of the host, and counts it. Each call is checked here as if it came over the network: a script
 * can reach what stands between it and this.
 */
export class CallsOfRun {
  readonly #deps: HostDeps;
  readonly #run: RunContext;
  #calls = 0;

  /** @param leftMs of the run's deadline */
  constructor(deps: HostDeps, order: ScriptOrder, leftMs: () => number) {
    this.#deps = deps;
    this.#run = { order, leftMs, used: { http: 0, messages: 0, rowsRead: 0 } };
  }

  /** Never rejects: what goes wrong is thrown in the script, with the name of what it called. */
  async answer(text: string): Promise<HostAnswer> {
    let name = 'the sandbox';
    try {
      const { call, args } = this.#read(text);
      name = `${call}()`;
      return bounded(await this.#do(call, args));
    } catch (error) {
      if (error instanceof CallRefused || error instanceof ScriptDataRefused) {
        return { error: `${name}: ${error.message}` };
      }
      const { appId } = this.#run.order;
      this.#deps.log.error({ err: error, appId, call: name }, 'A call of a script to the gateway failed.');
      return { error: `${name}: the gateway could not do this now` };
    }
  }

  #read(text: string): Static<typeof shape> {
    this.#calls += 1;
    if (this.#calls > limits.callsPerRun) {
      throw new CallRefused(`a step may ask for data, requests and the like ${limits.callsPerRun} times`);
    }
    if (Buffer.byteLength(text) > limits.callBytes) throw new CallRefused('the call is too long');
    const read = readJson(text);
    if (!hostCall.Check(read)) throw new CallRefused('the call is not one of its own');
    return read;
  }

  async #do(call: string, args: unknown): Promise<unknown> {
    if (!Object.hasOwn(hostCalls, call)) throw new CallRefused('there is no such call');
    const kind: HostCallKind<CallDeps> = hostCalls[call as keyof typeof hostCalls];
    const fault = kind.faultOf(args);
    if (fault !== null) throw new CallRefused(fault);
    return await kind.act(this.#deps, this.#run, args);
  }
}

/** Reads JSON of the sandbox, with every text in it as PostgreSQL can hold it. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') return storable(value);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const entries = Object.entries(value);
      if (entries.every(([name]) => storable(name) === name)) return value;
      return Object.fromEntries(entries.map(([name, member]) => [storable(name), member]));
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw new CallRefused('the call is no JSON');
    throw error;
  }
}

/** @throws CallRefused when the answer is too long for the script */
function bounded(value: unknown): HostAnswer {
  const answer = { value: value ?? null };
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes <= limits.callBytes) return answer;
  throw new CallRefused(`the answer has ${bytes} bytes; ${limits.callBytes / 1024} KiB are allowed`);
}
