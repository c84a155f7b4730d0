import { limits } from '../limits.ts';
import type { FailureDetail } from '../order.ts';

/** The file name of the owner's text in QuickJS's stack traces. */
export const SCRIPT = 'script';

/** Something was thrown inside QuickJS. */
export class ScriptThrew extends Error {
  override name = 'ScriptThrew';
  readonly reason: 'error' | 'memory';
  readonly detail: FailureDetail;

  constructor(reason: 'error' | 'memory', detail: FailureDetail) {
    super(detail.message);
    this.reason = reason;
    this.detail = detail;
  }
}

/** @param thrown what was thrown, copied out of QuickJS */
export function readThrown(thrown: unknown): ScriptThrew {
  // What QuickJS throws when there is no memory left for an error either.
  if (thrown === null || thrown === '')
    return new ScriptThrew('memory', { message: 'out of memory', line: null });
  if (typeof thrown !== 'object') {
    return new ScriptThrew('error', { message: cut(`the script threw ${String(thrown)}`), line: null });
  }
  const { name, message, stack } = thrown as Record<string, unknown>;
  const text = cut(typeof message === 'string' ? message : JSON.stringify(thrown));
  const missing = /^'(moment|_)' is not defined$/.exec(text)?.[1];
  const at = new RegExp(`\\b${SCRIPT}:(\\d+)`).exec(String(stack ?? ''))?.[1];
  const isMemory = name === 'InternalError' && /^(out of memory|string too long)$/.test(text);
  return new ScriptThrew(isMemory ? 'memory' : 'error', {
    message:
      missing !== undefined
        ? `the library ${missing} is not provided here; join it and the script into one file`
        : typeof name !== 'string' || name === 'Error'
          ? text
          : `${cut(name)}: ${text}`,
    line: at === undefined ? null : Number(at),
  });
}

function cut(text: string): string {
  return text.slice(0, limits.logLineLength);
}
