import { nearestName } from '#core/nearest-name.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { UsageError } from './usage-error.ts';

/**
 * Finds the command that a line begins with, of one word or two.
 * @throws UsageError naming the nearest command, or those of the group
 */
export function findCommand(argv: readonly string[]): { command: Command; rest: string[] } {
  const [first = '', second = ''] = argv;
  const command =
    commands.find(({ words }) => words === `${first} ${second}`) ??
    commands.find(({ words }) => words === first);
  if (command) return { command, rest: argv.slice(command.words.split(' ').length) };
  const group = commands.filter(({ words }) => words.startsWith(`${first} `)).map(({ words }) => words);
  if (group.length > 0) {
    const verbs = group.map((words) => words.slice(first.length + 1)).join(', ');
    throw new UsageError(
      second === ''
        ? `"${first}" needs one of: ${verbs}.`
        : `There is no "${first} ${second}". There is ${first} with: ${verbs}.`,
    );
  }
  const near = nearestName(first, [...new Set(commands.map(({ words }) => words.split(' ')[0] as string))]);
  throw new UsageError(
    `There is no command "${first}".${near === null ? '' : ` Did you mean "${near}"?`} See "ujumbe help".`,
  );
}
