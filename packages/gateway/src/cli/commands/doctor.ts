import pg from 'pg';
import { createLog } from '#core/log.ts';
import { connectDatabase } from '#store/connect.ts';
import type { InvariantOptions } from '#store/doctor.ts';
import type { Answer } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { type Check, problem } from '../doctor/check.ts';
import { checkBusiness } from '../doctor/check-business.ts';
import { checkFiles } from '../doctor/check-files.ts';
import { checkMail } from '../doctor/check-mail.ts';
import { checkPromises } from '../doctor/check-promises.ts';
import { checkServer } from '../doctor/check-server.ts';

const GRACE_SECONDS = 60;
const DAYS = 7;

export const doctorCommand: Command = {
  words: 'doctor',
  says: 'Check the deployment: surroundings, settings, and the promises of the database.',
  operands: [],
  options: {
    days: { value: 'DAYS', says: `How many days of messages to look at (default ${DAYS}).` },
    grace: {
      value: 'SECONDS',
      says: `How old a thing must be to count as left behind (default ${GRACE_SECONDS}).`,
    },
  },
  notes: ['The exit code is 2 when there is a problem. docs/operations/doctor.md explains every check.'],
  run: async (args, context) => {
    const graceSeconds = args.integer('grace', 0, 86_400) ?? GRACE_SECONDS;
    const days = args.integer('days', 1, 3650) ?? DAYS;
    return report(await examine(context, { graceSeconds, days }));
  },
};

async function examine(
  { config, configFile, terminal }: CommandContext,
  asked: InvariantOptions,
): Promise<Check[]> {
  const log = createLog('error', terminal.errors);
  const options = { databaseUrl: config.databaseUrl, dataDir: config.data, log, create: false };
  const database = await connectDatabase(options).catch((error: Error) => error);
  if (database instanceof Error) {
    return [
      problem(
        'database',
        database.message,
        'Nothing else was checked. Let the database run, then ask again.',
      ),
    ];
  }
  const pool = new pg.Pool({ ...database.connectionConfig, max: 1, application_name: 'ujumbe doctor' });
  pool.on('error', () => undefined);
  try {
    const checks = [...(await checkFiles(config, configFile)), ...(await checkServer(pool, database.kind))];
    const usable = !checks.some(({ name, state }) => name === 'tables' && state === 'problem');
    return usable
      ? [
          ...checks,
          ...(await checkBusiness(pool, config)),
          ...(await checkMail(pool, config.email)),
          ...(await checkPromises(pool, asked)),
        ]
      : checks;
  } finally {
    await pool.end();
    await database.stop();
  }
}

function report(checks: readonly Check[]): Answer {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, says, advice }) => {
    const line = `${state.padEnd(7)}  ${name.padEnd(width)}  ${says}`;
    return advice === undefined ? [line] : [line, `${' '.repeat(width + 11)}→ ${advice}`];
  });
  const problems = checks.filter(({ state }) => state === 'problem').length;
  const verdict =
    problems === 0 ? 'Nothing is wrong.' : `${problems} ${problems === 1 ? 'problem' : 'problems'} found.`;
  return { data: { problems, checks }, lines: [...lines, '', verdict], exitCode: problems === 0 ? 0 : 2 };
}
