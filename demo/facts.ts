import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a script needs to use the demo. */
export type DemoFacts = {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly senderId: string;
  readonly shortCode: string;
  /** Dial it. */
  readonly serviceCode: string;
  /** Leads to the request for support. */
  readonly supportCode: string;
  /** Of the survey after a visit: what a trigger names. */
  readonly survey: { readonly fileName: string; readonly dataFeed: string };
  readonly simulatorUrl: string;
  /** What its gateway may call of private addresses, for the command line to know. */
  readonly allowPrivate: readonly string[];
  /** Where the simulated operator listened, for the next start to find it there. */
  readonly simulatorPorts?: {
    readonly smscPort: number;
    readonly controlPort: number;
    readonly sinkPort: number;
    readonly ussdPort: number;
  };
};

const fileName = 'demo.json';

/** The facts of the last start on this data folder, or null. */
export async function readFacts(dataDir: string): Promise<DemoFacts | null> {
  try {
    return JSON.parse(await readFile(join(dataDir, fileName), 'utf8')) as DemoFacts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Writes the facts, readable by their owner only, as they hold a key. */
export async function writeFacts(dataDir: string, facts: DemoFacts): Promise<void> {
  const file = join(dataDir, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
