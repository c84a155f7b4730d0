import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accountSettings } from '../src/cli/account-options.ts';
import { commands } from '../src/cli/commands.ts';
import { statusActionNames } from '../src/connectors/smpp/map-status.ts';
import { smppSettingsSchema } from '../src/connectors/smpp/settings.ts';
import { configSchema, configVariables } from '../src/core/config.ts';
import { callbackStatus, type FinalStateName, messageState } from '../src/core/message-state.ts';
import { describeRefusal, type Refusal } from '../src/core/refusal.ts';
import { createMetrics } from '../src/metrics/create-metrics.ts';
import { invariants } from '../src/store/doctor.ts';
import { flowAppSchema } from '../src/ussd/apps/flow-settings.ts';
import { httpAppSchema } from '../src/ussd/apps/http-settings.ts';
import { scriptAppSchema } from '../src/ussd/apps/script-settings.ts';

/** The documentation of operations may say more than the code, but nothing of the code may be missing in it. */
const read = (name: string) =>
  readFileSync(new URL(`../../../docs/operations/${name}`, import.meta.url), 'utf8');

type SchemaNode = { properties?: Record<string, SchemaNode>; default?: unknown; description?: string };
type Leaf = { path: string; node: SchemaNode };

function leaves(schema: SchemaNode, prefix = ''): Leaf[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, node]) => {
    const path = `${prefix}${name}`;
    return node.properties === undefined ? [{ path, node }] : leaves(node, `${path}.`);
  });
}

const settings = leaves(configSchema as SchemaNode);
const variableOf = new Map(
  Object.entries(configVariables).map(([variable, pointer]) => [
    pointer.slice(1).replaceAll('/', '.'),
    variable,
  ]),
);

test.each(settings)('config.md lists $path with its default and meaning', ({ path, node }) => {
  const value = node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``;
  const variable = variableOf.get(path);
  expect(read('config.md')).toContain(
    `| \`${path}\` | ${value} | ${variable === undefined ? '' : `\`${variable}\``} | ${node.description} |`,
  );
});

test('config.md lists no setting that is none', () => {
  const listed = [...read('config.md').matchAll(/^\| `([\w.]+)` \|/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual(settings.map(({ path }) => path).sort());
});

test.each(leaves(smppSettingsSchema as SchemaNode).map(({ path }) => path))(
  'connect-an-operator.md explains %s',
  (path) => {
    expect(read('connect-an-operator.md')).toContain(`\`${path}\``);
  },
);

test.each(
  [httpAppSchema, scriptAppSchema, flowAppSchema].flatMap(({ properties }) => Object.keys(properties)),
)('ussd-apps.md explains %s', (name) =>
  expect(read('ussd-apps.md')).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\|`, 'm')),
);

test('connect-an-operator.md lists the words of errorMap', () => {
  for (const word of statusActionNames) expect(read('connect-an-operator.md')).toContain(`\`${word}\``);
});

test.each(commands)('cli.md tells of $words and its options', ({ words, operands, options }) => {
  const [section = ''] = read('cli.md')
    .split('\n## ')
    .filter((text) =>
      text.includes(`| \`${['ujumbe', words, ...operands.map((o) => o.toUpperCase())].join(' ')}\` |`),
    );
  expect(section).not.toBe('');
  for (const option of Object.keys(options)) expect(section).toMatch(new RegExp(`\`--${option}[\` ]`));
});

test('cli.md tells of no command that is none, and of every setting of accounts', () => {
  const known = new Set(commands.map(({ words }) => words));
  for (const [, words] of read('cli.md').matchAll(/^\| `ujumbe ([a-z- ]+?)(?: \[?[A-Z.\]]+)*` \|/gm))
    expect(known).toContain(words);
  for (const name of Object.keys(accountSettings)) expect(read('cli.md')).toContain(`| \`${name}\` |`);
});

test('metrics.md lists every metric, and none that is none', async () => {
  const metrics = createMetrics({
    now: () => 0,
    nameOf: String,
    binds: () => new Map(),
    queues: () => [],
    waitingRows: async () => [],
    mails: async () => ({ waiting: 4, dead: 1 }),
    acceptBacklog: () => 0,
    recorderBacklog: () => 0,
    callbacks: () => ({ held: 0, inFlight: 0, destinations: 0, resting: 0, outcomesWaiting: 0 }),
    leaseHeld: () => true,
  });
  const names = [...(await metrics.text()).matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
  metrics.stop();
  const listed = [...read('metrics.md').matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual(names.sort());
  for (const [name] of read('metrics.md').matchAll(/\bujumbe_\w+/g)) expect(names).toContain(name);
});

test.each(invariants)('doctor.md lists $name', ({ name }) => {
  expect(read('doctor.md')).toContain(`| \`${name}\` |`);
});

/** One refusal of each code; a new code does not compile without its line here. */
const refusals: Readonly<Record<Refusal['code'], Refusal>> = {
  '1001': { code: '1001', field: 'to' },
  '1002': { code: '1002', field: 'to' },
  '1003': { code: '1003', sender: 'NAME' },
  '1004': { code: '1004', maxParts: 10 },
  '1005': { code: '1005', messageType: '2' },
  '1006': { code: '1006' },
  '1007': { code: '1007' },
  '1008': { code: '1008' },
  '1009': { code: '1009' },
  '1010': { code: '1010' },
  '1011': { code: '1011' },
  '1012': { code: '1012', why: 'paused' },
  '1013': { code: '1013' },
  '1099': { code: '1099' },
};

test.each(Object.values(refusals))('errors.md lists statusCode $code', (refusal) => {
  expect(read('errors.md')).toContain(`| \`${refusal.code}\` | ${describeRefusal(refusal)} |`);
});

test('errors.md lists the words of final states', () => {
  const finals = Object.entries(messageState).filter(([, state]) => state >= messageState.delivered);
  for (const [name, state] of finals as [FinalStateName, number][]) {
    const words = `\`${callbackStatus('smpp', state)}\` | \`${callbackStatus('sdp', state)}\``;
    expect(read('errors.md')).toContain(`| ${name} | ${words} |`);
  }
});
