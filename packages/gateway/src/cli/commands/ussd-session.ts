import { normaliseMsisdn } from '#core/msisdn.ts';
import { isSessionId } from '#core/ussd-session-id.ts';
import { readQueries } from '#store/read-queries.ts';
import {
  findUssdSession,
  readUssdHops,
  searchUssdSessions,
  type UssdHopRow,
  type UssdSessionRow,
} from '#store/ussd-queries.ts';
import { plain, table, writeTime } from '../answer.ts';
import type { Command } from '../command.ts';
import { whichAccount } from '../which-account.ts';

const DEFAULT_COUNTRY = 'KE';

export const ussdSessionCommands: readonly Command[] = [
  {
    words: 'ussd-session list',
    says: 'List USSD sessions, the newest first.',
    operands: [],
    options: {
      account: { value: 'ACCOUNT', says: 'Only those of this account.' },
      number: { value: 'NUMBER', says: 'Only those of this subscriber.' },
      limit: { value: 'N', says: 'How many at most (default 50).' },
    },
    work: async (args, { pool }) => {
      const number = args.option('number');
      const sessions = await searchUssdSessions(
        readQueries(pool),
        await whichAccount(pool, args.option('account')),
        {
          msisdn: number && (normaliseMsisdn(number, DEFAULT_COUNTRY, true) ?? number),
          limit: args.integer('limit', 1, 10_000) ?? 50,
        },
      );
      return table(
        sessions,
        [
          { title: 'ID', of: (s) => s.id },
          { title: 'BEGAN', of: (s) => writeTime(s.startedAt) },
          { title: 'ACCOUNT', of: (s) => s.account },
          { title: 'APPLICATION', of: (s) => s.app ?? 'removed' },
          { title: 'CAME BY', of: cameBy },
          { title: 'NUMBER', of: (s) => s.msisdn },
          { title: 'DIALLED', of: (s) => s.dialled },
          { title: 'SCREENS', of: (s) => s.hops },
          { title: 'STATE', of: (s) => s.end ?? 'live' },
        ],
        'There was no USSD session.',
      );
    },
  },
  {
    words: 'ussd-session show',
    says: 'Show a USSD session with what was typed and shown, as far as it is kept.',
    operands: ['id'],
    options: {},
    work: async (args, { pool }) => {
      const id = args.operand('id');
      const db = readQueries(pool);
      const session = isSessionId(id) ? await findUssdSession(db, null, id) : undefined;
      if (session === undefined)
        throw new Error(`There is no USSD session "${id}". See "ujumbe ussd-session list".`);
      const transcript = await readUssdHops(db, id);
      return {
        data: { ...session, transcript },
        lines: [
          `Session ${id} of application "${session.app ?? 'removed'}" of account "${session.account}": ${session.end ?? 'live'}`,
          `${plain(session.msisdn)} dialled ${plain(session.dialled)} by ${cameBy(session)} at ${writeTime(session.startedAt)}`,
          ...transcript.flatMap(linesOf),
        ],
      };
    },
  },
];

function cameBy({ operator, connectorId }: UssdSessionRow): string {
  return connectorId === 0 ? 'the API' : (operator ?? `removed ${connectorId}`);
}

function linesOf({ hop, at, input, screen, action, outcome, appMs, log }: UssdHopRow): string[] {
  return [
    '',
    `${hop}. ${writeTime(at)}, ${action}, ${outcome} in ${appMs} ms`,
    ...(input === null ? [] : [`   > ${plain(input)}`]),
    ...(screen ?? '(not kept)').split('\n').map((line) => `   ${plain(line)}`),
    ...(log?.split('\n') ?? []).map((line) => `   log: ${plain(line)}`),
  ];
}
