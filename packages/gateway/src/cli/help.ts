import { commonOptions } from './arguments.ts';
import type { Command, Option } from './command.ts';
import { commands } from './commands.ts';

/** One line for each command, or for those of one group such as `account`. Empty when there is no such group. */
export function helpOfAll(group: string): string[] {
  const chosen = commands.filter(({ words }) => group === '' || words.startsWith(`${group} `));
  if (chosen.length === 0) return [];
  const width = Math.max(...chosen.map(({ words }) => words.length));
  const lines = chosen.map(({ words, says }) => `  ${words.padEnd(width)}  ${says}`);
  const title = group === '' ? 'ujumbe, a messaging gateway. Commands:' : `Commands of "ujumbe ${group}":`;
  return [title, '', ...lines, '', 'See "ujumbe help COMMAND" for its options.'];
}

export function helpOfCommand(command: Command): string[] {
  const { words, operands, options, says, notes = [] } = command;
  const named = operands.map((operand) => operand.toUpperCase());
  return [
    ['Usage: ujumbe', words, ...named, '[options]'].join(' '),
    '',
    says,
    ...section('Options:', options),
    ...section('Options of every command:', commonOptions),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ];
}

function section(title: string, options: Readonly<Record<string, Option>>): string[] {
  const entries = Object.entries(options).map(([name, option]) => {
    const value = option.value === undefined ? '' : ` ${option.value}`;
    const short = option.short === undefined ? '' : `-${option.short}, `;
    return {
      left: `${short}--${name}${value}`,
      says: option.many ? `${option.says} May be repeated.` : option.says,
    };
  });
  if (entries.length === 0) return [];
  const width = Math.max(...entries.map(({ left }) => left.length));
  return ['', title, ...entries.map(({ left, says }) => `  ${left.padEnd(width)}  ${says}`)];
}
