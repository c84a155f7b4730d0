import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SurveyStarted } from '#core/start-survey.ts';
import { flowExample } from '#http/v1/flows/flow-body.ts';
import { ask } from '#http/v1/flows/test-ask.ts';
import { type HttpWorld, openHttpWorld, type TestAccount } from '../../../test/http-world.ts';
import { runAsProgram } from '../test-terminal.ts';

let world: HttpWorld;
let app: FastifyInstance;
let account: TestAccount;
let url: string;
let folder: string;
let id: number;
let outcome: Partial<SurveyStarted> = {};
const started: unknown[] = [];

beforeAll(async () => {
  world = await openHttpWorld();
  app = world.server({
    deps: {
      startSurvey: async (_account, survey, start) => {
        started.push({ survey: survey.id, ...start });
        return {
          started: true,
          runId: '019aa7b0-5322-7cf3-8c02-303165997da6',
          messageId: '019aa7b0-5322-7cf3-8c02-303165997da5',
          cost: 6000,
          balance: 31_375_598,
          mcc: '639',
          mnc: '02',
          waits: null,
          ...outcome,
        } as SurveyStarted;
      },
    },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'ujumbe-survey-'));
  account = await world.addAccount();
  await ask(world, account, 'PUT /flows/visit-feedback', flowExample);
  const survey = { name: 'visit', flow: 'visit-feedback', sender: '22888' };
  ({ id } = (await ask(world, account, 'POST /surveys', survey)).body);
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const start = (key: string, ...more: string[]) => startNamed(String(id), key, ...more);

async function startNamed(survey: string, key: string, ...more: string[]) {
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, `${key}\n`);
  return runAsProgram(['survey', 'start', survey, '--url', url, '--key-file', keyFile, ...more], {});
}

test('a survey is started by a running gateway', async () => {
  const ran = await start(account.key, '--to', '0712345678', '--param', 'agent=Amina');
  expect(ran).toEqual({
    code: 0,
    output: 'The survey is put to 0712345678: run 019aa7b0-5322-7cf3-8c02-303165997da6, for KES 0.6.\n',
    errors: '',
  });
  expect(started).toEqual([{ survey: id, to: '0712345678', params: { agent: 'Amina' } }]);
});

test('a survey is started by its name as well', async () => {
  const to = ['--to', '0712345678'];
  expect((await startNamed('visit', account.key, ...to)).output).toContain('is put to 0712345678');
  expect(started.at(-1)).toMatchObject({ survey: id });
  expect(await startNamed('visits', account.key, ...to)).toMatchObject({
    code: 2,
    errors: `There is no survey "visits". There is: ${id} visit.\n`,
  });
});

test('one that waits says until when, and why', async () => {
  outcome = { waits: { until: Date.UTC(2026, 10, 23, 5), why: ['It is night there.'] } };
  expect((await start(account.key, '--to', '254712345678')).output).toBe(
    'The survey waits until 2026-11-23T05:00:00.000Z: It is night there. Run 019aa7b0-5322-7cf3-8c02-303165997da6.\n',
  );
});

test('refusals are sentences', async () => {
  outcome = { started: false, refusal: { code: '1007' } };
  const to = ['--to', '254712345678'];
  expect(await start(account.key, ...to)).toMatchObject({
    code: 2,
    errors: 'The survey was not started: Recipient has opted out.\n',
  });
  const weak = await world.addAccount({ scopes: ['sms:send'] });
  expect((await start(weak.key, ...to)).errors).toContain(
    'lacks the scope flows:write. Make one that may with "ujumbe key create ACCOUNT".',
  );
  expect((await start('nobody', ...to)).errors).toContain('does not know the key');
  const { key } = await world.addAccount();
  expect((await start(key, ...to)).errors).toContain('There is no survey with this id.');
});

const run = (...argv: string[]) =>
  runAsProgram(argv, { DATABASE_URL: world.databaseConfig.connectionString });

test('a survey is made, with what to do about what is doubtful', async () => {
  await run('sender', 'add', String(account.id), '22888');
  const asked = ['--account', String(account.id), '--flow', 'visit-feedback', '--sender', '22888'];
  const { code, output, errors } = await run('survey', 'create', '--name', 'Made here', ...asked);
  expect([code, output]).toEqual([0, expect.stringContaining('dataFeed Made here')]);
  expect(errors).toContain(`"ujumbe mo-route add 22888 --account ${account.id}"`);
});

test.each([
  [['--name', ' x'], '--name must have 1 to 100 characters'],
  [['--sender', 'OTHERS'], `--sender "OTHERS" is none of the account's. "ujumbe sender list" shows`],
  [['--language', 'fr'], '--language "fr" is none of "visit-feedback", which speaks en, sw'],
  [['--email', 'a@example.com', '--email', 'nobody'], '--email "nobody" is no address of email'],
  [
    Array.from({ length: 21 }, (_, n) => ['--email', `${n}@example.com`]).flat(),
    '--email can be given 20 times, not 21',
  ],
])('%j is refused', async (wrong, sentence) => {
  const refused = await run('survey', 'change', String(id), ...wrong);
  expect(refused.code).not.toBe(0);
  expect(refused.errors).toContain(sentence);
});
