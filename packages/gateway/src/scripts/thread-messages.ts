import type { MessagePort } from 'node:worker_threads';
import type { ScriptOrder, ScriptOutcome } from './order.ts';

/** What a thread is started with: how it hears that an answer has come, and where it finds it. */
export type ThreadData = { readonly bell: Int32Array<SharedArrayBuffer>; readonly answers: MessagePort };

/** To a thread: one run. It is given one at a time. */
export type ToThread = ScriptOrder;

export type FromThread =
  /** It has loaded QuickJS. */
  | { readonly kind: 'ready' }
  /** The script calls the host, and the thread waits. The text is untrusted, and should be JSON of its name and arguments: `{ call, args }`. */
  | { readonly kind: 'ask'; readonly text: string }
  /** `isSound` is false when QuickJS may be broken: the thread is then of no further use. */
  | { readonly kind: 'done'; readonly outcome: ScriptOutcome; readonly isSound: boolean };

/** The host's answer. An error is thrown in the script. */
export type HostAnswer = { readonly value: unknown } | { readonly error: string };
