import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
  VmCallResult,
} from 'quickjs-emscripten-core';
import { limits } from '../limits.ts';
import type { ScriptOrder } from '../order.ts';
import { readThrown, SCRIPT, ScriptThrew } from './script-threw.ts';

/** What a sandbox is given of the world. */
type HostFunctions = {
  /** Waits for the main thread's answer; JSON in, JSON out. */
  readonly ask: (text: string) => string;
  readonly log: (line: string) => void;
  /** Whether the script has used its time. Asked for every few thousand steps. */
  readonly isTimeUp: () => boolean;
};

/**
 * One QuickJS runtime with Telerivet's surface in it, for one step of one session. It can be made before it is known what
 * for. Whatever goes wrong in it is thrown as ScriptThrew; anything else that is thrown means that QuickJS may be broken.
 */
export class Sandbox {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #handles: QuickJSHandle[] = [];
  readonly #provide: QuickJSHandle;
  /** False once a function of the host has thrown. */
  isSound = true;

  /** @param text what `loadSandbox` gave */
  constructor(quickjs: QuickJSWASMModule, text: string) {
    this.#runtime = quickjs.newRuntime();
    // Holds for each piece alone: see `loadQuickjs` for all together.
    this.#runtime.setMemoryLimit(limits.memoryBytes);
    this.#runtime.setMaxStackSize(limits.stackBytes);
    this.#context = this.#runtime.newContext();
    this.#provide = this.#kept(this.#context.evalCode(text, 'sandbox', { type: 'global', strict: true }));
  }

  /**
   * Evaluates the script, lets it do its step and gives what that came to, as JSON that the script may have forged.
   *
   * @throws ScriptThrew
   */
  play({ code, ...order }: ScriptOrder, { ask, log, isTimeUp }: HostFunctions): string {
    const context = this.#context;
    this.#runtime.setInterruptHandler(isTimeUp);
    const inner = this.#call(
      this.#provide,
      this.#hostFunction('hostCall', (text) => this.#keep(context.newString(ask(text)))),
      this.#hostFunction('hostLog', (text) => {
        log(text);
        return context.undefined;
      }),
      this.#keep(context.newString(JSON.stringify(order))),
    );
    this.#kept(context.evalCode(code, SCRIPT, { type: 'global' }));
    const main = this.#kept(
      context.evalCode(`typeof main === 'function' ? main : undefined`, 'main', { type: 'global' }),
    );
    this.#settle(this.#call(this.#keep(context.getProp(inner, 'proceed')), main));
    return context.getString(this.#call(this.#keep(context.getProp(inner, 'finish'))));
  }

  /** Gives everything back. What it throws means that QuickJS may be broken. */
  dispose(): void {
    for (const handle of this.#handles.reverse()) if (handle.alive) handle.dispose();
    this.#context.dispose();
    this.#runtime.dispose();
  }

  #hostFunction(name: string, act: (text: string) => QuickJSHandle): QuickJSHandle {
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
    const jobs = this.#runtime.executePendingJobs();
    if (jobs.error) throw this.#thrown(jobs.error);
    const state = this.#context.getPromiseState(result);
    if (state.type === 'rejected') throw this.#thrown(state.error);
    if (state.type === 'fulfilled') {
      if (!state.notAPromise) this.#keep(state.value);
      return;
    }
    const message = 'the script waits for a promise that nothing will settle';
    throw new ScriptThrew('error', { message, line: null });
  }

  #kept(result: VmCallResult<QuickJSHandle>): QuickJSHandle {
    if (result.error) throw this.#thrown(result.error);
    return this.#keep(result.value);
  }

  #thrown(handle: QuickJSHandle): ScriptThrew {
    return readThrown(this.#context.dump(this.#keep(handle)));
  }

  #keep(handle: QuickJSHandle): QuickJSHandle {
    this.#handles.push(handle);
    return handle;
  }
}
