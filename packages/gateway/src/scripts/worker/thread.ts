import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadData, ToThread } from '../thread-messages.ts';
import { bridgeToHost } from './ask-host.ts';
import { loadQuickjs } from './load-quickjs.ts';
import { loadSandbox } from './load-sandbox.ts';
import { runScript } from './run-script.ts';
import { Sandbox } from './sandbox.ts';

// The entry of a thread: it does nothing but run scripts, one at a time, until it is ended from outside.
const main = parentPort as MessagePort;
const askHost = bridgeToHost(workerData as ThreadData);
const text = loadSandbox();
const quickjs = await loadQuickjs();
let next = new Sandbox(quickjs, text);

/** Processor time does not pass while the thread waits for an answer of the host, nor while others have the processor. */
function ownMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

main.on('message', (order: ToThread) => {
  const { outcome, isSound } = runScript(next, order, askHost, ownMs);
  main.postMessage({ kind: 'done', outcome, isSound } satisfies FromThread);
  // While nobody waits for it.
  if (isSound) next = new Sandbox(quickjs, text);
});
main.postMessage({ kind: 'ready' } satisfies FromThread);
