import { limits } from '../limits.ts';
import type { FailureDetail, ScriptFailure, ScriptOrder, ScriptOutcome } from '../order.ts';

type Finish = { shown: unknown; armed: unknown; memory: unknown };

/**
 * Judges what a step came to. The text comes out of the sandbox, where the script may have changed whatever it found, so
 * nothing is believed of it.
 *
 * @param text the JSON that the sandbox's `finish` gave
 */
export function readFinish(
  text: string,
  { event }: Pick<ScriptOrder, 'event'>,
  logs: readonly string[],
): ScriptOutcome {
  const failed = (reason: ScriptFailure, message: string): ScriptOutcome => {
    const detail: FailureDetail = { message, line: null };
    return { kind: 'failed', reason, detail, logs };
  };
  const finish = parse(text);
  if (finish === null) return failed('error', 'the script changed what the sandbox works with');
  const { shown, armed, memory } = finish;
  const screen = shown.join('\n');
  const wantsInput = armed !== null;
  if (screen.length > limits.screenLength) {
    return failed('error', `${screen.length} characters were shown; ${limits.screenLength} are allowed`);
  }
  const kept = Buffer.byteLength(JSON.stringify(memory));
  if (wantsInput && kept > limits.memoryKeptBytes) {
    const most = limits.memoryKeptBytes / 1024;
    return failed('error', `state.vars and call.vars have ${kept} bytes together; ${most} KiB are allowed`);
  }
  if (screen === '' && (wantsInput || event.kind === 'start')) {
    return failed(
      'no-screen',
      'the script showed nothing: call sendReply() in main() and before promptDigits()',
    );
  }
  return { kind: 'screen', text: screen, wantsInput, memory: wantsInput ? memory : null, logs };
}

function parse(text: string): { shown: string[]; armed: string | null; memory: object } | null {
  let read: Partial<Finish> | null;
  try {
    read = JSON.parse(text) as Partial<Finish> | null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const { shown, armed, memory } = read ?? {};
  if (!Array.isArray(shown) || !shown.every((line) => typeof line === 'string')) return null;
  if (armed !== null && typeof armed !== 'string') return null;
  if (typeof memory !== 'object' || memory === null) return null;
  return { shown, armed, memory };
}
