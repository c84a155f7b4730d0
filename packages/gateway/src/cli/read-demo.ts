import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the demo (`npm start`) leaves in its data folder. */
type Demo = {
  readonly baseUrl: string;
  readonly key: string;
  /** What it adds to `callbacks.allowPrivate` of the configuration. */
  readonly allowPrivate: readonly string[];
};

const FACTS = 'demo.json';

/** The demo of a data folder, or null where none was started in it. */
export function readDemo(data: string): Demo | null {
  try {
    const text = readFileSync(join(data, FACTS), 'utf8');
    const { baseUrl, apiKey, allowPrivate } = JSON.parse(text) as Record<string, unknown>;
    if (typeof baseUrl !== 'string' || typeof apiKey !== 'string') return null;
    return { baseUrl, key: apiKey, allowPrivate: Array.isArray(allowPrivate) ? allowPrivate : [] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
