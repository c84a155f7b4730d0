import { createInterface } from 'node:readline/promises';
import type { Arguments } from './arguments.ts';
import type { Option } from './command.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export const yesOption: Readonly<Record<'yes', Option>> = { yes: { says: 'Do it without asking.' } };

/**
 * Asks before something that cannot be undone.
 * @throws UsageError when nobody is there to ask and `--yes` was not given, or the answer was no
 */
export async function confirm(question: string, args: Arguments, { input, errors }: Terminal): Promise<void> {
  if (args.flag('yes')) return;
  if (!input.isTTY) throw new UsageError(`${question} Add --yes to say so.`);
  const lines = createInterface({ input, output: errors });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was changed.');
  } finally {
    lines.close();
  }
}
