import { parentPort } from 'node:worker_threads';
import type { Checked } from './check-document.ts';
import { checkTexts } from './check-texts.ts';

/** A text to be checked, and the texts of the flows it calls, by name. */
export type CheckOrder = { readonly text: string; readonly others: Readonly<Record<string, string>> };

/** `ready` comes once, when what is needed is read in; then an outcome for each order. */
export type FromCheckThread = 'ready' | Checked;

const tell = (message: FromCheckThread) => parentPort?.postMessage(message);

parentPort?.on('message', ({ text, others }: CheckOrder) => tell(checkTexts(text, others)));
tell('ready');
