import { findAccount } from '#store/admin/accounts.ts';
import { findFlow } from '#store/admin/flows.ts';
import {
  addUssdApp,
  changeUssdApp,
  findUssdApp,
  listUssdApps,
  removeUssdApp,
  type UssdAppRow,
} from '#store/admin/ussd-apps.ts';
import { hideAppSecrets } from '#ussd/apps/check-app.ts';
import { type Answer, said, table, writeTime } from '../answer.ts';
import type { Command, Option } from '../command.ts';
import { confirm, yesOption } from '../confirm.ts';
import {
  readAppName,
  readKind,
  readUssdAppChange,
  readYes,
  ussdAppNotes,
  ussdAppOptions,
} from '../ussd-app-options.ts';
import { warnOfCallbacks } from '../warn-of-callbacks.ts';
import { whichAccount } from '../which-account.ts';

const ofAccount: Readonly<Record<'account', Option>> = {
  account: { value: 'ACCOUNT', says: 'Whose it is, where several accounts have one of that name.' },
};

export const ussdAppCommands: readonly Command[] = [
  {
    words: 'ussd-app add',
    says: 'Make a USSD application: a customer’s own over HTTP, a Cloud Script that is run here, or a flow.',
    operands: ['name'],
    options: {
      account: { value: 'ACCOUNT', says: 'Whose it is.' },
      ...ussdAppOptions,
      disabled: { says: 'Apologise to who dials it until it is enabled.' },
    },
    notes: [
      ...ussdAppNotes,
      'Example: ujumbe ussd-app add menu --account shop --url https://shop.example/ussd --language sw',
    ],
    work: async (args, { pool, config, terminal }) => {
      const kind = readKind(args);
      const change = readUssdAppChange(args, kind, {});
      const account = await findAccount(pool, args.need('account'));
      const name = readAppName(args.operand('name'));
      if (kind === 'flow') await findFlow(pool, account.id, args.need('flow'));
      const enabled = !args.flag('disabled');
      const app = await addUssdApp(pool, { ...change, accountId: account.id, name, kind, enabled });
      await warnOfCallbacks({ ussd: args.option('url') }, config, terminal);
      return said(
        `USSD application ${app.id} "${app.name}" of account "${account.name}" is made. Lead a code to it with "ujumbe ussd-code add".`,
        view(app),
      );
    },
  },
  {
    words: 'ussd-app list',
    says: 'List USSD applications, of one account or of all.',
    operands: ['[account]'],
    options: {},
    work: async (args, { pool }) =>
      table(
        (await listUssdApps(pool, await whichAccount(pool, args.optionalOperand('account')))).map(view),
        [
          { title: 'ID', of: (a) => a.id },
          { title: 'ACCOUNT', of: (a) => a.account },
          { title: 'NAME', of: (a) => a.name },
          { title: 'ENABLED', of: (a) => (a.enabled ? 'yes' : 'no') },
          { title: 'LANGUAGE', of: (a) => a.language },
          { title: 'CODES', of: (a) => a.codes.join(' ') },
          { title: 'LEADS TO', of: whereTo },
        ],
        'There is no USSD application yet. Make one with "ujumbe ussd-app add NAME".',
      ),
  },
  {
    words: 'ussd-app show',
    says: 'Show a USSD application with its settings, without its secrets.',
    operands: ['app'],
    options: ofAccount,
    work: async (args, { pool }) => {
      const owner = await whichAccount(pool, args.option('account'));
      return shown(await findUssdApp(pool, args.operand('app'), owner));
    },
  },
  {
    words: 'ussd-app set',
    says: 'Change a USSD application; sessions that are under way go on with the change.',
    operands: ['app'],
    options: {
      ...ofAccount,
      name: { value: 'NAME', says: 'Its new name.' },
      enabled: { value: 'yes|no', says: 'Whether its codes lead to it; else they answer an apology.' },
      ...ussdAppOptions,
    },
    notes: ussdAppNotes,
    work: async (args, { pool, config, terminal }) => {
      const owner = await whichAccount(pool, args.option('account'));
      const former = await findUssdApp(pool, args.operand('app'), owner);
      const flow = args.option('flow');
      if (flow !== undefined && former.kind === 'flow') await findFlow(pool, former.accountId, flow);
      const name = args.option('name');
      const changed = await changeUssdApp(pool, former.id, {
        ...readUssdAppChange(args, former.kind, former.settings),
        name: name === undefined ? undefined : readAppName(name),
        enabled: readYes(args, 'enabled'),
      });
      await warnOfCallbacks({ ussd: args.option('url') }, config, terminal);
      return shown(changed);
    },
  },
  {
    words: 'ussd-app remove',
    says: 'Remove a USSD application that no code leads to.',
    operands: ['app'],
    options: { ...ofAccount, ...yesOption },
    work: async (args, { pool, terminal }) => {
      const owner = await whichAccount(pool, args.option('account'));
      const app = await findUssdApp(pool, args.operand('app'), owner);
      await confirm(`Remove USSD application "${app.name}" of account "${app.account}"?`, args, terminal);
      await removeUssdApp(pool, app);
      return said(`USSD application "${app.name}" is removed.`, { id: app.id });
    },
  },
];

function view(app: UssdAppRow): UssdAppRow {
  return { ...app, settings: hideAppSecrets(app.settings) };
}

function whereTo({ kind, settings }: UssdAppRow): string {
  switch (kind) {
    case 'http':
      return String(settings.url);
    case 'script':
      return `a script of ${Buffer.byteLength(String(settings.code))} bytes`;
    case 'flow':
      return `flow ${String(settings.flow)}`;
  }
}

function shown(app: UssdAppRow): Answer {
  const data = view(app);
  const { url: _url, code: _code, flow: _flow, ...more } = data.settings;
  const settings = Object.entries(more).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const facts: [string, string][] = [
    ['Application', `${app.id} ${app.name}, of account ${app.account}`],
    ['Leads to', whereTo(app)],
    ['Enabled', app.enabled ? 'yes' : 'no'],
    ['Codes', app.codes.join(' ') || 'none: nobody can dial it yet'],
    ['Language', app.language],
    ['Transcripts', transcripts(app)],
    ['Settings', settings.join(', ') || 'all by default'],
    ['Made', writeTime(app.createdAt)],
  ];
  return { data, lines: facts.map(([name, value]) => `${`${name}:`.padEnd(13)}${value}`) };
}

function transcripts({ sensitive, maskPins, keepComplete, keepPartial }: UssdAppRow): string {
  if (sensitive) return 'none: it is sensitive';
  return `kept ${keepComplete} days, ${keepPartial} where a session broke off, ${maskPins ? 'PINs as dots' : 'with what looks like a PIN'}`;
}
