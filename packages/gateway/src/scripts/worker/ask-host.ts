import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { limits } from '../limits.ts';
import type { FromThread, ThreadData } from '../thread-messages.ts';

/**
 * Makes the bridge by which a script, which knows no waiting, asks the main thread: the question is posted, this thread
 * sleeps until the bell rings, and the answer lies in the port.
 *
 * @returns a function from the JSON of a call to the JSON of its answer
 */
export function bridgeToHost({ bell, answers }: ThreadData): (text: string) => string {
  const main = parentPort as MessagePort;
  return (text) => {
    if (Buffer.byteLength(text) > limits.callBytes) {
      return JSON.stringify({ error: `what is passed is longer than ${limits.callBytes / 1024} KiB` });
    }
    Atomics.store(bell, 0, 0);
    main.postMessage({ kind: 'ask', text } satisfies FromThread);
    Atomics.wait(bell, 0, 0);
    return receiveMessageOnPort(answers)?.message as string;
  };
}
