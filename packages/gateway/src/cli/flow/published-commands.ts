import { checkDocument } from '#flow-runs/checks/check-document.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { findFlow, listFlows, listFlowVersions, publishFlow, readFlowDocument } from '#store/admin/flows.ts';
import { type Answer, table, writeTime } from '../answer.ts';
import { readText } from '../change-settings.ts';
import type { Command } from '../command.ts';
import { whichAccount } from '../which-account.ts';
import { inCallOrder } from './in-call-order.ts';
import { sayFindings } from './read-flow-files.ts';

/** What can be done with flows that a gateway runs. */
export const publishedFlowCommands: readonly Command[] = [
  {
    words: 'flow publish',
    says: 'Publish flows from files: what begins from now on gets them. Those that are called are published first.',
    operands: ['file...'],
    options: { account: { value: 'ACCOUNT', says: 'Whose they are.' } },
    notes: ['A flow that says what its newest version says already keeps that version.'],
    work: async (args, { pool, terminal }) => {
      const account = await findAccount(pool, args.need('account'));
      const lines: string[] = [];
      const data: { name: string; version: number; isNew: boolean }[] = [];
      const files = args.operands('file').map((file) => ({ file, text: readText(file) }));
      for (const { file, text } of inCallOrder(files)) {
        const { flow, findings, calls } = await checkDocument(pool, account.id, text);
        if (flow === null)
          return {
            data: { published: data, file, findings },
            lines: [...lines, ...sayFindings({ file, findings })],
            exitCode: 1,
          };
        for (const line of sayFindings({ file, findings })) terminal.errors.write(`${line}\n`);
        const { version, isNew } = await publishFlow(pool, {
          accountId: account.id,
          name: flow.id,
          text,
          calls,
        });
        data.push({ name: flow.id, version, isNew });
        lines.push(
          isNew
            ? `Flow "${flow.id}" of account "${account.name}" is published as version ${version}.`
            : `Flow "${flow.id}" of account "${account.name}" says this already: it stays version ${version}.`,
        );
      }
      return { data, lines };
    },
  },
  {
    words: 'flow list',
    says: 'List published flows, of one account or of all.',
    operands: ['[account]'],
    options: {},
    work: async (args, { pool }) =>
      table(
        await listFlows(pool, await whichAccount(pool, args.optionalOperand('account'))),
        [
          { title: 'ACCOUNT', of: (f) => f.account },
          { title: 'NAME', of: (f) => f.name },
          { title: 'TITLE', of: (f) => f.title },
          { title: 'LANGUAGES', of: (f) => f.languages.join(' ') },
          { title: 'VERSION', of: (f) => f.version },
          { title: 'PUBLISHED', of: (f) => writeTime(f.publishedAt) },
        ],
        'There is no flow yet. Publish one with "ujumbe flow publish FILE --account ACCOUNT".',
      ),
  },
  {
    words: 'flow show',
    says: 'Show the versions of a published flow, or the document of one of them.',
    operands: ['name'],
    options: {
      account: { value: 'ACCOUNT', says: 'Whose it is.' },
      document: { says: 'Show the document as it was written.' },
      version: { value: 'VERSION', says: 'Of this version (default the newest).' },
    },
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.need('account'));
      const flow = await findFlow(pool, account.id, args.operand('name'));
      const version = args.integer('version', 1, 2_147_483_647) ?? null;
      if (version === null && !args.flag('document'))
        return versionsOf(flow.name, await listFlowVersions(pool, flow.id));
      const document = await readFlowDocument(pool, account.id, flow.name, version);
      if (document === undefined)
        throw new Error(`Flow "${flow.name}" has no version ${version}; the newest is ${flow.version}.`);
      return { data: JSON.parse(document.text), lines: [document.text.trimEnd()] };
    },
  },
];

function versionsOf(name: string, versions: Awaited<ReturnType<typeof listFlowVersions>>): Answer {
  return table(
    versions,
    [
      { title: 'FLOW', of: () => name },
      { title: 'VERSION', of: (v) => v.version },
      { title: 'PUBLISHED', of: (v) => writeTime(v.publishedAt) },
      {
        title: 'CALLS',
        of: (v) =>
          Object.entries(v.calls)
            .map(([flow, version]) => `${flow} ${version}`)
            .join(', '),
      },
    ],
    `Flow "${name}" has no version.`,
  );
}
