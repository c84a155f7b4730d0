import { parentPort } from 'node:worker_threads';
import { checkText, type Flow } from '@ujumbe/flows';
import type { CheckedDocument } from './check-document.ts';

export type CheckOrder = { readonly text: string; readonly others: Readonly<Record<string, Flow>> };

/** `ready` comes once, when what is needed is read in; then an outcome for each order. */
export type FromCheckThread = 'ready' | Omit<CheckedDocument, 'calls'>;

const tell = (message: FromCheckThread) => parentPort?.postMessage(message);

parentPort?.on('message', ({ text, others }: CheckOrder) => tell(checkText(text, others)));
tell('ready');
