import { limits } from '../limits.ts';
import type { ScriptOrder, ScriptOutcome } from '../order.ts';
import { LogLines } from './log-lines.ts';
import { readFinish } from './read-finish.ts';
import type { Sandbox } from './sandbox.ts';
import { ScriptThrew } from './script-threw.ts';

type ScriptRun = {
  readonly outcome: ScriptOutcome;
  /** False when QuickJS may be broken, as nobody tries what its parts do when they get no memory. */
  readonly isSound: boolean;
};

/**
 * Does one step of a session in a sandbox, which nothing survives but the outcome.
 *
 * @param sandbox used up by this
 * @param ask waits for the main thread's answer; JSON in, JSON out
 * @param ownMs this thread's processor time until now, in milliseconds
 */
export function runScript(
  sandbox: Sandbox,
  order: ScriptOrder,
  ask: (text: string) => string,
  ownMs: () => number,
): ScriptRun {
  const logs = new LogLines();
  const startedAt = ownMs();
  let wasInterrupted = false;
  const isTimeUp = () => {
    wasInterrupted = ownMs() - startedAt > limits.ownMs;
    return wasInterrupted;
  };
  const failed = (error: Error): ScriptOutcome => {
    const { reason, detail } = error instanceof ScriptThrew ? error : brokeOff(error);
    return { kind: 'failed', reason: wasInterrupted ? 'time' : reason, detail, logs: logs.lines };
  };
  const play = (): ScriptOutcome => {
    try {
      return readFinish(
        sandbox.play(order, { ask, log: (line) => logs.add(line), isTimeUp }),
        order,
        logs.lines,
      );
    } catch (error) {
      if (error instanceof ScriptThrew) return failed(error);
      throw error;
    }
  };
  try {
    const outcome = play();
    sandbox.dispose();
    const isExhausted = outcome.kind === 'failed' && outcome.reason === 'memory';
    return { outcome, isSound: sandbox.isSound && !isExhausted };
  } catch (error) {
    return { outcome: failed(error as Error), isSound: false };
  }
}

function brokeOff(error: Error): ScriptThrew {
  return new ScriptThrew('error', { message: `the sandbox broke off: ${error.message}`, line: null });
}
