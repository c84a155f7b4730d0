import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Log } from '#core/log.ts';
import { ScriptDataRefused } from '#store/scripts/script-queries.ts';
import { limits } from '../limits.ts';
import type { ScriptOrder } from '../order.ts';
import type { HostAnswer } from '../thread-messages.ts';
import type { HostCallKind, RunContext } from './host-call.ts';
import { CallRefused } from './refusal.ts';
import { type CallDeps, hostCalls } from './registry.ts';

export type HostDeps = CallDeps & { readonly log: Log };

const hostCall = Compile(Type.Object({ call: Type.String(), args: Type.Unknown() }));

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

  /** Never rejects: what goes wrong is thrown in the script. */
  async answer(text: string): Promise<HostAnswer> {
    try {
      return bounded({ value: (await this.#do(text)) ?? null });
    } catch (error) {
      if (error instanceof CallRefused || error instanceof ScriptDataRefused) return { error: error.message };
      const { appId } = this.#run.order;
      this.#deps.log.error({ err: error, appId }, 'A call of a script to the gateway failed.');
      return { error: 'the gateway could not do this now' };
    }
  }

  async #do(text: string): Promise<unknown> {
    this.#calls += 1;
    if (this.#calls > limits.callsPerRun) {
      throw new CallRefused(`a step may ask for data, requests and the like ${limits.callsPerRun} times`);
    }
    if (Buffer.byteLength(text) > limits.callBytes) throw new CallRefused('the call is too long');
    const read = readJson(text);
    if (!hostCall.Check(read)) throw new CallRefused('the call is not one of the sandbox');
    const kind: HostCallKind<CallDeps> | undefined = Object.hasOwn(hostCalls, read.call)
      ? hostCalls[read.call as keyof typeof hostCalls]
      : undefined;
    if (kind === undefined) throw new CallRefused(`${read.call}: no such call`);
    const fault = kind.faultOf(read.args);
    if (fault !== null) throw new CallRefused(`${read.call}: ${fault}`);
    return await kind.act(this.#deps, this.#run, read.args);
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new CallRefused('the call is no JSON');
    throw error;
  }
}

function bounded(answer: { value: unknown }): HostAnswer {
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes <= limits.callBytes) return answer;
  return { error: `the answer has ${bytes} bytes; ${limits.callBytes / 1024} KiB are allowed` };
}
