import { normaliseMsisdn } from '#core/msisdn.ts';
import { directDialDefault, directDials } from '#core/ussd-app-defaults.ts';
import { readUssdCode } from '#routing/read-ussd-code.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { findConnector } from '#store/admin/connectors.ts';
import { findUssdApp } from '#store/admin/ussd-apps.ts';
import { addUssdCode, listUssdCodes, removeUssdCode } from '#store/admin/ussd-codes.ts';
import { said, table } from '../answer.ts';
import { readRowId } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { warnOfDialable } from '../warn-of-dialable.ts';
import { whichAccount } from '../which-account.ts';

export const ussdCodeCommands: readonly Command[] = [
  {
    words: 'ussd-code add',
    says: 'Lead a code that subscribers dial to a USSD application.',
    operands: ['code'],
    options: {
      app: { value: 'APP', says: 'The application, by name or id.' },
      account: { value: 'ACCOUNT', says: 'Whose application it is.' },
      operator: { value: 'OPERATOR', says: 'Only where it is dialled at this operator.' },
      'direct-dial': {
        value: directDials.join('|'),
        says: `What becomes of what is dialled beyond it: seen in the service code only, played entry by entry, or the first input (default ${directDialDefault}).`,
      },
      tester: { value: 'NUMBER', many: true, says: 'The code exists for this number only.' },
    },
    notes: [
      'Write it in quotation marks, as shells read * and # themselves.',
      'A flow takes what is dialled beyond it by "replay" only, for questions that are dialable.',
      "Example: ujumbe ussd-code add '*384*12#' --app menu --account shop",
    ],
    work: async (args, { pool, terminal }) => {
      const code = readUssdCode(args.operand('code'));
      if (code === null)
        throw new UsageError(
          `"${args.operand('code')}" is no USSD code: write it as '*384*12#', in quotation marks.`,
        );
      const account = await findAccount(pool, args.need('account'));
      const app = await findUssdApp(pool, args.need('app'), account.id);
      const operator = args.option('operator');
      const written = args.many('tester');
      const testers = [...new Set(written.map((number) => readTester(number, account.defaultCountry)))];
      const added = await addUssdCode(pool, {
        code,
        connectorId: operator === undefined ? null : (await findConnector(pool, operator)).id,
        appId: app.id,
        directDial: args.oneOf('direct-dial', directDials),
        testers,
      });
      await warnOfDialable(pool, added, app, terminal);
      const where = added.operator === null ? '' : ` at operator "${added.operator}"`;
      const whom = testers.length === 0 ? '' : `, for ${testers.length} testers only`;
      return said(
        `USSD code ${added.id}: ${code}${where} leads to "${app.name}" of account "${account.name}"${whom}.`,
        added,
      );
    },
  },
  {
    words: 'ussd-code list',
    says: 'List USSD codes and where they lead, of one account or of all.',
    operands: ['[account]'],
    options: {},
    work: async (args, { pool }) =>
      table(
        await listUssdCodes(pool, await whichAccount(pool, args.optionalOperand('account'))),
        [
          { title: 'ID', of: (c) => c.id },
          { title: 'CODE', of: (c) => c.code },
          { title: 'OPERATOR', of: (c) => c.operator ?? 'any' },
          { title: 'ACCOUNT', of: (c) => c.account },
          { title: 'APPLICATION', of: (c) => c.app },
          { title: 'BEYOND', of: (c) => c.directDial },
          { title: 'FOR', of: (c) => (c.testers.length === 0 ? 'everybody' : `${c.testers.length} testers`) },
        ],
        'There is no USSD code yet. Lead one to an application with "ujumbe ussd-code add CODE".',
      ),
  },
  {
    words: 'ussd-code remove',
    says: 'Remove a USSD code; who dials it reads that it is invalid.',
    operands: ['id'],
    options: {},
    work: async (args, { pool }) => {
      const id = readRowId(args.operand('id'));
      await removeUssdCode(pool, id);
      return said(`USSD code ${id} is removed.`, { id });
    },
  },
];

function readTester(number: string, country: string): string {
  const msisdn = normaliseMsisdn(number, country, true);
  if (msisdn === null) throw new UsageError(`--tester "${number}" is not a phone number.`);
  return msisdn;
}
