import { hashKey, hintOf, newApiKey } from '#accounts/api-keys.ts';
import { isIpRange } from '#core/ip-ranges.ts';
import { type Scope, scopes } from '#http/access.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { addApiKey, listApiKeys, revokeApiKey } from '#store/admin/api-keys.ts';
import { said, table, writeTime } from '../answer.ts';
import { type Arguments, readRowId } from '../arguments.ts';
import type { Command, Option } from '../command.ts';
import { confirm, yesOption } from '../confirm.ts';
import { readSecret } from '../read-secret.ts';
import { UsageError } from '../usage-error.ts';
import { whichAccount } from '../which-account.ts';

const defaultScopes: readonly Scope[] = scopes.filter((scope) => scope !== 'connectors' && scope !== 'admin');
const importedScopes: readonly Scope[] = ['sms:send'];

const SHORTEST_IMPORT = 20;
const LONGEST_IMPORT_DAYS = 90;
const DAY_MS = 86_400_000;

const limits: Readonly<Record<string, Option>> = {
  name: { value: 'TEXT', says: 'What the key is for.' },
  ip: {
    value: 'RANGE',
    many: true,
    says: 'Where it may be used from: an address or a range such as 10.1.0.0/16.',
  },
  'expires-in-days': { value: 'DAYS', says: 'When it ends.' },
};

export const keyCommands: readonly Command[] = [
  {
    words: 'key create',
    says: 'Make an API key for an account and show it, this once.',
    operands: ['account'],
    options: {
      ...limits,
      kind: { value: 'live|test', says: 'What its first letters say (default live).' },
      scope: {
        value: 'SCOPE',
        many: true,
        says: `What it may do: ${scopes.join(', ')} (default: all but connectors and admin).`,
      },
    },
    work: async (args, { pool }) => {
      const account = await findAccount(pool, args.operand('account'));
      const { key, hash, hint } = newApiKey(args.oneOf('kind', ['live', 'test']) ?? 'live');
      const id = await addApiKey(pool, {
        accountId: account.id,
        hash,
        hint,
        imported: false,
        ...readLimits(args),
        scopes: readScopes(args, defaultScopes),
      });
      return {
        data: { id, account: account.name, key, hint },
        lines: [`Key ${id} of account "${account.name}", shown only now:`, key],
      };
    },
  },
  {
    words: 'key import',
    says: 'Take over a key that a customer uses already; it is read from standard input or a file.',
    operands: ['account'],
    options: {
      ...limits,
      file: { value: 'FILE', says: 'Read the key from this file.' },
      scope: { value: 'SCOPE', many: true, says: 'What it may do (default sms:send).' },
    },
    notes: [
      `A key made elsewhere may be known elsewhere: it must be bound to addresses (--ip) or end within ${LONGEST_IMPORT_DAYS} days.`,
    ],
    work: async (args, { pool, terminal }) => {
      const account = await findAccount(pool, args.operand('account'));
      const readable = readLimits(args);
      demandBound(readable.ipList, args.integer('expires-in-days', 1, 3650));
      const key = await readSecret('key', args.option('file'), terminal);
      demandStrong(key);
      const id = await addApiKey(pool, {
        accountId: account.id,
        hash: hashKey(key),
        hint: hintOf(key),
        imported: true,
        ...readable,
        scopes: readScopes(args, importedScopes),
      });
      return said(`Key ${id} (${hintOf(key)}) of account "${account.name}" is imported.`, {
        id,
        account: account.name,
        hint: hintOf(key),
      });
    },
  },
  {
    words: 'key list',
    says: 'List keys, of one account or of all.',
    operands: ['[account]'],
    options: {},
    work: async (args, { pool }) => {
      const accountId = await whichAccount(pool, args.optionalOperand('account'));
      return table(
        await listApiKeys(pool, accountId),
        [
          { title: 'ID', of: (k) => k.id },
          { title: 'ACCOUNT', of: (k) => k.account },
          { title: 'KEY', of: (k) => k.hint },
          { title: 'NAME', of: (k) => k.name },
          { title: 'SCOPES', of: (k) => k.scopes.join(',') },
          { title: 'FROM', of: (k) => k.ipList.join(',') || 'anywhere' },
          { title: 'ENDS', of: (k) => writeTime(k.expiresAt) },
          { title: 'REVOKED', of: (k) => writeTime(k.revokedAt) },
        ],
        'There is no key. Make one with "ujumbe key create ACCOUNT".',
      );
    },
  },
  {
    words: 'key revoke',
    says: 'End a key for good; it is refused within a second.',
    operands: ['id'],
    options: yesOption,
    work: async (args, { pool, terminal }) => {
      const id = readRowId(args.operand('id'));
      await confirm(`Revoke key ${id} for good?`, args, terminal);
      await revokeApiKey(pool, id);
      return said(`Key ${id} is revoked.`, { id });
    },
  },
];

function readLimits(args: Arguments): { name: string; ipList: readonly string[]; expiresAt: Date | null } {
  const ipList = args.many('ip');
  const wrong = ipList.find((range) => !isIpRange(range));
  if (wrong !== undefined)
    throw new UsageError(`--ip "${wrong}" is neither an address nor a range such as 10.1.0.0/16.`);
  const days = args.integer('expires-in-days', 1, 3650);
  return {
    name: args.option('name') ?? '',
    ipList,
    expiresAt: days === undefined ? null : new Date(Date.now() + days * DAY_MS),
  };
}

function readScopes(args: Arguments, otherwise: readonly Scope[]): readonly string[] {
  const asked = args.many('scope');
  const wrong = asked.find((scope) => !scopes.includes(scope as Scope));
  if (wrong !== undefined)
    throw new UsageError(`--scope must be one of ${scopes.join(', ')}, not "${wrong}".`);
  return asked.length > 0 ? [...new Set(asked)] : otherwise;
}

function demandBound(ipList: readonly string[], days: number | undefined): void {
  if (ipList.length > 0 || (days !== undefined && days <= LONGEST_IMPORT_DAYS)) return;
  throw new UsageError(
    `Bind the key to addresses with --ip, or let it end with --expires-in-days of at most ${LONGEST_IMPORT_DAYS}.`,
  );
}

/** What cannot stand in a header, or could be guessed, is refused; the key itself is never shown. */
function demandStrong(key: string): void {
  if (!/^[\x21-\x7e]*$/.test(key))
    throw new UsageError(
      'The key has characters that cannot stand in a header: only printable ASCII without spaces can.',
    );
  if (key.length >= SHORTEST_IMPORT) return;
  throw new UsageError(
    `The key has ${key.length} characters; one that cannot be guessed has at least ${SHORTEST_IMPORT}. Make a new one with "ujumbe key create".`,
  );
}
