import pg from 'pg';
import { ConfigError, readConfig } from '#core/config.ts';
import { createLog } from '#core/log.ts';
import { pendingMigrations } from '#store/admin/schema.ts';
import { connectDatabase } from '#store/connect.ts';
import type { Answer } from './answer.ts';
import { Arguments } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { findCommand } from './find-command.ts';
import { helpOfAll, helpOfCommand } from './help.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs one command of the `ujumbe` command line.
 *
 * @param argv the words after the program's name
 * @returns the exit code: 0 done, 1 the command was not written as it must be, 2 it could not be done or found something wrong
 */
export async function runCli(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal = { input: process.stdin, output: process.stdout, errors: process.stderr },
): Promise<number> {
  try {
    const answer = await answerTo(argv, env, terminal);
    const text = argv.includes('--json') ? JSON.stringify(answer.data, null, 2) : answer.lines.join('\n');
    if (answer.lines.length > 0) terminal.output.write(`${text}\n`);
    return answer.exitCode ?? 0;
  } catch (error) {
    terminal.errors.write(`${describe(error)}\n`);
    return error instanceof UsageError || error instanceof ConfigError ? 1 : 2;
  }
}

async function answerTo(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<Answer> {
  const asksHelp = argv.length === 0 || argv[0] === 'help' || argv[0] === '--help';
  if (asksHelp) return helpAbout(argv[0] === 'help' ? argv.slice(1) : []);
  const { command, rest } = findCommand(argv);
  try {
    const args = new Arguments(command, rest);
    if (args.flag('help')) return { data: null, lines: helpOfCommand(command) };
    return await carryOut(command, args, env, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}\nSee "ujumbe help ${command.words}".`, { cause: error });
  }
}

function helpAbout(words: readonly string[]): Answer {
  const plain = words.filter((word) => !word.startsWith('-'));
  const lines = plain.length === 0 ? helpOfAll('') : helpOfWords(plain);
  return { data: lines, lines };
}

function helpOfWords(words: readonly string[]): string[] {
  const group = helpOfAll(words.join(' '));
  return group.length > 0 ? group : helpOfCommand(findCommand(words).command);
}

async function carryOut(
  command: Command,
  args: Arguments,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<Answer> {
  const configFile = args.option('config') ?? null;
  const data = args.option('data');
  const config = readConfig(configFile, env, {
    ...(data === undefined ? {} : { '/data': data }),
    ...command.overrides?.(args),
  });
  const context = { config, configFile, terminal };
  return 'run' in command ? command.run(args, context) : workOnDatabase(command, args, context);
}

async function workOnDatabase(
  command: Extract<Command, { work: unknown }>,
  args: Arguments,
  context: CommandContext,
): Promise<Answer> {
  const { config, terminal } = context;
  const log = createLog('error', terminal.errors);
  const database = await connectDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.data,
    log,
    create: false,
  });
  const pool = new pg.Pool({ ...database.connectionConfig, max: 2, application_name: 'ujumbe command' });
  // A query that fails says so itself; a connection that is closing may still hear that the server goes, too.
  pool.on('error', () => undefined);
  try {
    const pending = await pendingMigrations(pool);
    if (pending.length > 0) {
      throw new Error(
        `The database lacks ${pending.join(', ')} of this version. Run "ujumbe migrate", or start the gateway.`,
      );
    }
    return await command.work(args, { ...context, pool });
  } finally {
    await pool.end();
    await database.stop();
  }
}

/** A sentence for people; the trace as well where the fault must be ours. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = error instanceof TypeError || error instanceof ReferenceError;
  return ours && error.stack ? error.stack : error.message;
}
