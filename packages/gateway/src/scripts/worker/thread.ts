import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSSyncVariant } from 'quickjs-emscripten-core';
import type { FromThread, ThreadData, ToThread } from '../thread-messages.ts';
import { bridgeToHost } from './ask-host.ts';
import { loadSandbox } from './load-sandbox.ts';
import { runScript } from './run-script.ts';

// The entry of a thread: it does nothing but run scripts, one at a time, until it is ended from outside.
const main = parentPort as MessagePort;
const askHost = bridgeToHost(workerData as ThreadData);
const sandbox = loadSandbox();
// The package's types describe its CommonJS form, whose default export is one level deeper.
const quickjs = await newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant);

/** Processor time does not pass while the thread waits for an answer of the host, nor while others have the processor. */
function ownMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

main.on('message', (order: ToThread) => {
  const { outcome, isSound } = runScript(quickjs, sandbox, order, askHost, ownMs);
  main.postMessage({ kind: 'done', outcome, isSound } satisfies FromThread);
});
main.postMessage({ kind: 'ready' } satisfies FromThread);
