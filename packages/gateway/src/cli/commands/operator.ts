import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { ConnectorRow } from '#core/directory.ts';
import type { StatusFamily } from '#core/message-state.ts';
import {
  addConnector,
  changeConnector,
  findConnector,
  listConnectors,
  removeConnector,
} from '#store/admin/connectors.ts';
import { setConnectorEnabled } from '#store/connectors.ts';
import { type Answer, said, table } from '../answer.ts';
import type { Arguments } from '../arguments.ts';
import type { Command, Option } from '../command.ts';
import { confirm, yesOption } from '../confirm.ts';
import { demandGoodSettings, hideSecrets, readSettings, settingsOptions } from '../operator-settings.ts';
import { readSecret } from '../read-secret.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const families: readonly StatusFamily[] = ['smpp', 'sdp'];
const kinds: readonly ConnectorRow['kind'][] = ['smpp', 'ussd-http'];

const rowOptions: Readonly<Record<string, Option>> = {
  family: {
    value: 'smpp|sdp',
    says: 'Words of its delivery callbacks: DELIVRD or DeliveredToTerminal (default smpp).',
  },
  throughput: { value: 'N', says: 'Parts a second at most; 0 for no limit (default 0).' },
};

export const operatorCommands: readonly Command[] = [
  {
    words: 'operator add',
    says: 'Connect an operator.',
    operands: ['name'],
    options: {
      kind: {
        value: 'smpp|ussd-http',
        says: 'How it is spoken to: SMPP, or USSD over HTTP, where it calls us (default smpp).',
      },
      ...settingsOptions,
      ...rowOptions,
      disabled: { says: 'Do not bind yet.' },
    },
    notes: [
      'The password is read from --password-file, from the file of --settings, or from standard input.',
      'Example: ujumbe operator add safaricom --set host=10.1.2.3 --set port=2775 --set systemId=tiara --password-file pw',
      'Over HTTP there is no password: the address we show is what the operator is given.',
      'Example: ujumbe operator add kenya-ussd --kind ussd-http --set adapter=africastalking --set ussdProfile.country=KE',
      'docs/operations/connect-an-operator.md and ussd-operators.md explain every setting.',
    ],
    work: async (args, { pool, terminal }) => {
      const kind = args.oneOf('kind', kinds) ?? 'smpp';
      demandFittingOptions(args, kind);
      const read = readSettings(args, kind, {});
      const settings = kind === 'smpp' ? await withPassword(args, read, terminal) : withToken(read);
      demandGoodSettings(kind, settings);
      const connector = await addConnector(pool, {
        name: readName(args.operand('name')),
        kind,
        enabled: !args.flag('disabled'),
        statusFamily: args.oneOf('family', families) ?? 'smpp',
        throughput: args.integer('throughput', 0, 100_000) ?? 0,
        settings,
      });
      if (kind === 'ussd-http') return addedUssd(connector);
      return said(
        `Operator ${connector.id} "${connector.name}" is added${connector.enabled ? ' and binds now where a gateway runs' : ''}. Lead messages to it with "ujumbe route add ${connector.name}".`,
        view(connector),
      );
    },
  },
  {
    words: 'operator list',
    says: 'List the operators.',
    operands: [],
    options: {},
    work: async (_args, { pool }) =>
      table(
        (await listConnectors(pool)).map(view),
        [
          { title: 'ID', of: (c) => c.id },
          { title: 'NAME', of: (c) => c.name },
          { title: 'KIND', of: (c) => c.kind },
          { title: 'ENABLED', of: (c) => (c.enabled ? 'yes' : 'no') },
          { title: 'ADDRESS', of: addressOf },
          { title: 'SYSTEM ID', of: (c) => (c.kind === 'smpp' ? String(c.settings.systemId) : null) },
          { title: 'PARTS/S', of: (c) => (c.kind === 'smpp' ? c.throughput || 'no limit' : null) },
        ],
        'There is no operator yet. Connect one with "ujumbe operator add NAME".',
      ),
  },
  {
    words: 'operator show',
    says: 'Show an operator with its profile, without its secrets.',
    operands: ['operator'],
    options: {
      reveal: { says: 'Show the address that an operator of USSD over HTTP calls, which is a secret.' },
    },
    work: async (args, { pool }) => {
      const connector = await findConnector(pool, args.operand('operator'));
      const { data, lines } = shown(connector);
      if (!args.flag('reveal')) return { data, lines };
      if (connector.kind !== 'ussd-http')
        throw new UsageError(
          `Operator "${connector.name}" calls no address: --reveal is for USSD over HTTP.`,
        );
      const path = pathOf(connector);
      return { data: { ...(data as object), path }, lines: [...lines, `It calls: ${path}`] };
    },
  },
  {
    words: 'operator set',
    says: 'Change an operator; running nodes bind anew with it.',
    operands: ['operator'],
    options: { name: { value: 'NAME', says: 'Its new name.' }, ...settingsOptions, ...rowOptions },
    work: async (args, { pool, terminal }) => {
      const former = await findConnector(pool, args.operand('operator'));
      demandFittingOptions(args, former.kind);
      const read = readSettings(args, former.kind, former.settings);
      const settings =
        args.option('password-file') === undefined ? read : await withPassword(args, read, terminal);
      demandGoodSettings(former.kind, settings);
      const name = args.option('name');
      const changed: ConnectorRow = {
        ...former,
        name: name === undefined ? former.name : readName(name),
        statusFamily: args.oneOf('family', families) ?? former.statusFamily,
        throughput: args.integer('throughput', 0, 100_000) ?? former.throughput,
        settings,
      };
      await changeConnector(pool, changed);
      return shown(changed);
    },
  },
  {
    words: 'operator enable',
    says: 'Bind to an operator again, or let it call again.',
    operands: ['operator'],
    options: {},
    work: (args, { pool }) => turn(pool, args.operand('operator'), true),
  },
  {
    words: 'operator disable',
    says: 'Unbind from an operator, or refuse its calls; what waits for it stays until it is enabled again.',
    operands: ['operator'],
    options: {},
    work: (args, { pool }) => turn(pool, args.operand('operator'), false),
  },
  {
    words: 'operator remove',
    says: 'Remove an operator that no route leads to.',
    operands: ['operator'],
    options: yesOption,
    work: async (args, { pool, terminal }) => {
      const connector = await findConnector(pool, args.operand('operator'));
      await confirm(`Remove operator "${connector.name}" with its profile?`, args, terminal);
      await removeConnector(pool, connector);
      return said(`Operator "${connector.name}" is removed.`, { id: connector.id });
    },
  },
];

/** A password given by itself stands above one in the file; without either it is asked for. */
async function withPassword(
  args: Arguments,
  settings: Record<string, unknown>,
  terminal: Terminal,
): Promise<Record<string, unknown>> {
  const file = args.option('password-file');
  if (file === undefined && settings.password !== undefined) return settings;
  return { ...settings, password: await readSecret('password of the operator', file, terminal) };
}

/** Without one in the file, an address nobody guesses. */
function withToken(settings: Record<string, unknown>): Record<string, unknown> {
  return { token: randomBytes(24).toString('base64url'), ...settings };
}

function pathOf({ settings }: ConnectorRow): string {
  return `/ussd/${String(settings.token)}`;
}

/** @throws UsageError for an option that means nothing where SMS are not carried */
function demandFittingOptions(args: Arguments, kind: ConnectorRow['kind']): void {
  if (kind === 'smpp') return;
  const wrong = ['password-file', 'family', 'throughput'].find((name) => args.option(name) !== undefined);
  if (wrong !== undefined)
    throw new UsageError(`--${wrong} is for operators of SMPP; over HTTP there is nothing it could say.`);
}

function addedUssd(connector: ConnectorRow): Answer {
  const path = pathOf(connector);
  return {
    data: { ...view(connector), path },
    lines: [
      `Operator ${connector.id} "${connector.name}" is added. Give it this address on your host, and nobody else: who knows it speaks as the operator.`,
      path,
      `It is hidden from now on, but for "ujumbe operator show ${connector.name} --reveal". Next: "ujumbe ussd-app add", "ujumbe ussd-code add".`,
    ],
  };
}

function addressOf({ kind, settings }: ConnectorRow): string {
  return kind === 'smpp' ? `${settings.host}:${settings.port}` : String(settings.adapter);
}

function readName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/.test(name)) return name;
  throw new UsageError(`An operator's name has up to 50 letters, digits and ._-; "${name}" has not.`);
}

async function turn(pool: pg.Pool, nameOrId: string, enabled: boolean): Promise<Answer> {
  const { id, name } = await findConnector(pool, nameOrId);
  await setConnectorEnabled(pool, id, enabled);
  return said(`Operator "${name}" is ${enabled ? 'enabled' : 'disabled'}.`, { id, enabled });
}

function view(connector: ConnectorRow): ConnectorRow {
  return { ...connector, settings: hideSecrets(connector.kind, connector.settings) };
}

function shown(connector: ConnectorRow): Answer {
  const { settings, ...row } = view(connector);
  const { id, name, kind, enabled, statusFamily, throughput } = row;
  return {
    data: { ...row, settings },
    lines: [
      `Operator ${id} "${name}", ${kind}, ${enabled ? 'enabled' : 'disabled'}`,
      ...(kind === 'smpp'
        ? [`Callbacks say: ${statusFamily} words`, `Parts a second: ${throughput || 'no limit'}`]
        : []),
      'Profile:',
      ...JSON.stringify(settings, null, 2)
        .split('\n')
        .map((line) => `  ${line}`),
    ],
  };
}
