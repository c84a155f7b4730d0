import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
  VmCallResult,
} from 'quickjs-emscripten-core';
import { limits } from '../limits.ts';
import type { FailureDetail, ScriptFailure, ScriptOrder, ScriptOutcome } from '../order.ts';
import { LogLines } from './log-lines.ts';
import { readFinish } from './read-finish.ts';

/** The file name of the owner's text in QuickJS's stack traces. */
const SCRIPT = 'script';

export type ScriptRun = {
  readonly outcome: ScriptOutcome;
  /** False when QuickJS may be broken. */
  readonly isSound: boolean;
};

/**
 * Runs one step of a session in a runtime of its own, which nothing survives but the outcome.
 *
 * @param sandbox what `loadSandbox` gave
 * @param askHost waits for the main thread's answer; JSON in, JSON out
 * @param ownMs this thread's processor time until now, in milliseconds
 */
export function runScript(
  quickjs: QuickJSWASMModule,
  sandbox: string,
  order: ScriptOrder,
  askHost: (text: string) => string,
  ownMs: () => number,
): ScriptRun {
  const logs = new LogLines();
  let wasInterrupted = false;
  try {
    const startedAt = ownMs();
    const runtime = quickjs.newRuntime();
    runtime.setMemoryLimit(limits.memoryBytes);
    runtime.setMaxStackSize(limits.stackBytes);
    runtime.setInterruptHandler(() => {
      wasInterrupted = ownMs() - startedAt > limits.ownMs;
      return wasInterrupted;
    });
    const context = runtime.newContext();
    const run = new SandboxedRun(runtime, context);
    let outcome: ScriptOutcome;
    try {
      outcome = readFinish(
        run.play(sandbox, order, askHost, (line) => logs.add(line)),
        order,
        logs.lines,
      );
    } catch (error) {
      if (!(error instanceof ScriptThrew)) throw error;
      const reason = wasInterrupted ? 'time' : error.reason;
      outcome = { kind: 'failed', reason, detail: error.detail, logs: logs.lines };
    }
    run.dispose();
    context.dispose();
    runtime.dispose();
    return { outcome, isSound: run.isSound };
  } catch (error) {
    const detail = { message: `the sandbox broke off: ${(error as Error).message}`, line: null };
    const reason = wasInterrupted ? 'time' : 'error';
    return { outcome: { kind: 'failed', reason, detail, logs: logs.lines }, isSound: false };
  }
}

/** Something was thrown inside QuickJS. */
class ScriptThrew extends Error {
  readonly reason: ScriptFailure;
  readonly detail: FailureDetail;

  constructor(reason: ScriptFailure, detail: FailureDetail) {
    super(detail.message);
    this.reason = reason;
    this.detail = detail;
  }
}

/** One script in its context, and every handle that has to be given back. */
class SandboxedRun {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #handles: QuickJSHandle[] = [];
  isSound = true;

  constructor(runtime: QuickJSRuntime, context: QuickJSContext) {
    this.#runtime = runtime;
    this.#context = context;
  }

  /** @throws ScriptThrew for what is thrown inside */
  play(
    sandbox: string,
    order: ScriptOrder,
    askHost: (text: string) => string,
    log: (line: string) => void,
  ): string {
    const context = this.#context;
    const provide = this.#kept(context.evalCode(sandbox, 'sandbox', { type: 'global', strict: true }));
    const { code, ...rest } = order;
    const inner = this.#call(
      provide,
      this.#host('hostCall', (text) => this.#keep(context.newString(askHost(text)))),
      this.#host('hostLog', (text) => {
        log(text);
        return context.undefined;
      }),
      this.#keep(context.newString(JSON.stringify(rest))),
    );
    this.#kept(context.evalCode(code, SCRIPT, { type: 'global' }));
    const main = this.#kept(
      context.evalCode(`typeof main === 'function' ? main : undefined`, 'main', { type: 'global' }),
    );
    this.#settle(this.#call(this.#keep(context.getProp(inner, 'proceed')), main));
    return context.getString(this.#call(this.#keep(context.getProp(inner, 'finish'))));
  }

  dispose(): void {
    for (const handle of this.#handles.reverse()) if (handle.alive) handle.dispose();
  }

  /** A function of the host. What it throws is our fault, and the runtime is not trusted after it. */
  #host(name: string, act: (text: string) => QuickJSHandle): QuickJSHandle {
    const context = this.#context;
    return this.#keep(
      context.newFunction(name, (handle) => {
        try {
          return act(handle === undefined ? '' : context.getString(handle));
        } catch (error) {
          this.isSound = false;
          throw error;
        }
      }),
    );
  }

  #call(method: QuickJSHandle, ...values: QuickJSHandle[]): QuickJSHandle {
    return this.#kept(this.#context.callFunction(method, this.#context.undefined, ...values));
  }

  /** Lets the promises of an async script run out. */
  #settle(result: QuickJSHandle): void {
    const context = this.#context;
    const jobs = this.#runtime.executePendingJobs();
    if (jobs.error) throw this.#thrown(this.#keep(jobs.error));
    const state = context.getPromiseState(result);
    switch (state.type) {
      case 'fulfilled':
        if (!state.notAPromise) this.#keep(state.value);
        return;
      case 'rejected':
        throw this.#thrown(this.#keep(state.error));
      case 'pending':
        throw new ScriptThrew('error', {
          message: 'the script waits for a promise that nothing will settle',
          line: null,
        });
    }
  }

  #keep(handle: QuickJSHandle): QuickJSHandle {
    this.#handles.push(handle);
    return handle;
  }

  #kept(result: VmCallResult<QuickJSHandle>): QuickJSHandle {
    if (result.error) throw this.#thrown(this.#keep(result.error));
    return this.#keep(result.value);
  }

  #thrown(handle: QuickJSHandle): ScriptThrew {
    const dumped: unknown = this.#context.dump(handle);
    if (typeof dumped !== 'object' || dumped === null) {
      return new ScriptThrew('error', { message: `the script threw ${String(dumped)}`, line: null });
    }
    const { name, message, stack } = dumped as Record<string, unknown>;
    const text = String(message ?? JSON.stringify(dumped)).slice(0, limits.logLineLength);
    const at = new RegExp(`\\b${SCRIPT}:(\\d+)`).exec(String(stack ?? ''))?.[1];
    const isMemory = name === 'InternalError' && /^(out of memory|string too long)$/.test(text);
    const detail = {
      message: name === undefined || name === 'Error' ? text : `${name}: ${text}`,
      line: at === undefined ? null : Number(at),
    };
    return new ScriptThrew(isMemory ? 'memory' : 'error', detail);
  }
}
