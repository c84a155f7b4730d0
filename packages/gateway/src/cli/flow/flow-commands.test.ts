import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { flowExample } from '#http/v1/flows/flow-body.ts';
import { runAsProgram, runAtTerminal } from '../test-terminal.ts';

/** Without any database. */
const env = { DATABASE_URL: 'postgres://127.0.0.1:1/away' };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ujumbe-flow-'));
  keep('visit.json', flowExample);
});
afterAll(() => rm(folder, { recursive: true }));

function keep(name: string, content: object | string): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return file;
}

const file = (name: string) => join(folder, name);
const run = (argv: string[], input = '') => runAsProgram(['flow', ...argv], env, input);

test('a sound flow is said to be sound', async () => {
  expect(await run(['check', file('visit.json')])).toEqual({
    code: 0,
    output: `${file('visit.json')} is sound.\n`,
    errors: '',
  });
});

test('what is wrong is told as compilers do, and the exit code says so', async () => {
  const broken = keep('broken.json', { ...flowExample, entry: 'scores' });
  const ran = await run(['check', broken]);
  expect(ran.code).toBe(1);
  expect(ran.output.split('\n')[0]).toMatch(
    new RegExp(`^${broken}:9: error: There is no block "scores"\\..* \\[unknown-block at /entry\\]$`),
  );
  const unread = keep('unread.json', '{\n  "format": 1,\n  oops\n}');
  const { output: unsaid } = await run(['check', unread]);
  expect(unsaid).toMatch(new RegExp(`^${unread}:3: error: This is not JSON`));
  expect(unsaid).toContain(`\n${unread}: Other checks follow once these are right.\n`);
  expect(ran.output).not.toContain('Other checks');
  const { code, output } = await run(['check', broken, '--json']);
  expect([code, JSON.parse(output)]).toMatchObject([1, [{ file: broken, findings: [{ line: 9 }] }]]);
});

test('a file in UTF-16 is told to be none in UTF-8, in one sentence', async () => {
  const path = file('utf16.json');
  writeFileSync(path, Buffer.from(`\ufeff${JSON.stringify(flowExample)}`, 'utf16le'));
  const says = `${path} is no text in UTF-8, perhaps UTF-16. Save it as UTF-8.`;
  for (const words of [
    ['check', path],
    ['import', path, '--out', file('utf16-made.json')],
  ]) {
    const { code, output, errors } = await run(words);
    expect([code, output, errors.split('\n')[0]]).toEqual([1, '', says]);
  }
});

test('flows in several files may call each other', async () => {
  const top = keep('top.json', {
    ...flowExample,
    id: 'top',
    entry: 'first',
    blocks: {
      first: { kind: 'call', flow: 'visit-feedback', exits: { next: 'bye' } },
      bye: { kind: 'end', text: 'bye' },
    },
    texts: { bye: { en: 'Bye', sw: 'Kwaheri' } },
  });
  expect((await run(['check', top])).output).toContain('[unknown-flow at /blocks/first/flow]');
  expect((await run(['check', top, file('visit.json')])).output).toBe('All 2 files are sound.\n');
  const played = await run(['run', top, file('visit.json'), '--channel', 'sms'], '9\nStaff\n');
  expect(played.output).toContain('┃ Bye');
  expect(await run(['run', top], '')).toMatchObject({ code: 1 });
});

const inside = (output: string) =>
  output
    .split('\n')
    .filter((line) => !/^[┌└]/.test(line))
    .map((line) => line.replace(/^│ (.*?) *│$/, '$1'));

test('a flow is played on the screens of a phone, line by line', async () => {
  const ran = await run(['run', file('visit.json')], '11\n9\nGood staff\nnot read any more\n');
  expect(ran).toMatchObject({ code: 0, errors: '' });
  const lines = inside(ran.output);
  expect(lines.filter((line) => line.startsWith('>'))).toEqual(['> 11', '> 9', '> Good staff']);
  expect(lines.filter((line) => line.startsWith('How likely'))).toHaveLength(2);
  expect(lines).toContain('  (score = 9)');
  expect(lines.slice(-6)).toEqual([
    'Thank you!',
    'The flow is over: completed.',
    'Answers:',
    '  score: 9',
    '  why: "Good staff"',
    '',
  ]);
});

test('the flow of the documentation is sound, and is played as it says there', async () => {
  const page = readFileSync(new URL('../../../../../docs/flows/README.md', import.meta.url), 'utf8');
  const [document = '', told = ''] = [...page.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, inside]) => inside);
  const visit = keep('clinic-visit.json', document);
  expect((await run(['check', visit])).output).toBe(`${visit} is sound.\n`);
  const typed = [...told.matchAll(/^> (.+)$/gm)].map(([, entry]) => entry);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 5, 9) });
  onTestFinished(() => void vi.useRealTimers());
  expect((await run(['run', visit], `${typed.join('\n')}\n`)).output).toBe(told);
});

test('a flow is played as SMS, in another language, and left in the middle', async () => {
  const ran = await run(['run', file('visit.json'), '--channel', 'sms', '--language', 'sw'], '9\n');
  expect(ran.output).toMatch(/^┃ Je, utatupendekeza kwa wengine, kutoka 0 hadi 10\?\n┗ SMS, 1 part\n> 9\n/);
  expect(ran.output).toMatch(/\nYou left\.\nAnswers:\n {2}score: 9\n$/);
  expect(await run(['run', file('visit.json'), '--language', 'fr'])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('--language must be one of en, sw, not "fr".'),
  });
});

test('silence is played as well as answers', async () => {
  const ran = await run(['run', file('visit.json'), '--channel', 'sms', '--json'], '/remind\n9\n/expire\n');
  const played = JSON.parse(ran.output);
  expect(played).toMatchObject({ outcome: 'expired', answers: { score: 9 } });
  expect(played.transcript.map(({ typed }: { typed: string | null }) => typed)).toEqual([
    null,
    '/remind',
    '9',
    '/expire',
  ]);
});

test('who plays says what a web service answers, and what a trigger said', async () => {
  const flow = keep('asking.json', {
    format: 1,
    id: 'asking',
    languages: ['en'],
    entry: 'ask',
    blocks: {
      ask: {
        kind: 'http',
        url: 'https://example.com/{{params.agent}}',
        save: { name: 'customer.name' },
        exits: { next: 'hello', error: 'away' },
      },
      hello: { kind: 'end', text: 'hello' },
      away: { kind: 'end', text: 'away' },
    },
    texts: { hello: { en: 'Hello {{vars.name}}' }, away: { en: 'Come again' } },
  });
  const played = (answer: string) => run(['run', flow, '--param', 'agent=Amina'], `${answer}\n`);
  const answered = await played('{"customer":{"name":"Juma"}}');
  expect(answered.output).toContain('(GET https://example.com/Amina: ');
  expect(inside(answered.output)).toContain('Hello Juma');
  expect(inside((await played('')).output)).toContain('Come again');
  expect(inside((await played('404')).output)).toContain('Come again');
  expect((await run(['run', flow, '--param', 'agent'])).errors).toContain('must be written NAME=VALUE');
  expect((await run(['run', flow, '--from', '0712'])).errors).toContain('--from must be a number');
});

test('at a terminal the answers are what is typed', async () => {
  const ran = await runAtTerminal(['flow', 'run', file('visit.json')], env, '9\nStaff\n');
  expect(ran).toMatchObject({ code: 0 });
  expect(inside(ran.output)).toContain('Thank you!');
});

test('what changed between two versions is said in words', async () => {
  const later = keep('later.json', { ...flowExample, name: 'Visit' });
  expect((await run(['diff', file('visit.json'), file('visit.json')])).output).toBe('They say the same.\n');
  expect(await run(['diff', file('visit.json'), later])).toMatchObject({
    code: 0,
    output: 'changed: Its name was "After a visit", is "Visit".\n',
  });
  const broken = keep('broken.json', { ...flowExample, entry: 'scores' });
  expect((await run(['diff', file('visit.json'), broken])).code).toBe(1);
});

const workbook = new URL('../../flow-files/testdata/needs-survey.xlsx', import.meta.url).pathname;

test('an XLSForm becomes a flow, and what was lost is told line by line', async () => {
  const out = file('imported.json');
  const ran = await run(['import', workbook, '-o', out]);
  expect(ran).toMatchObject({ code: 0, errors: '' });
  expect(ran.output).toContain(`${workbook}: survey, row 21, type: lost: A question of type "geopoint"`);
  expect(ran.output.trimEnd().split('\n').at(-1)).toBe(`Flow "needs-survey" is in ${out}.`);
  expect((await run(['check', out])).code).toBe(0);
  expect(await run(['import', workbook, '--out', out])).toMatchObject({
    code: 1,
    errors: expect.stringContaining(`${out} is there already. Name another, or add --replace.`),
  });
  const again = await run(['import', workbook, '--out', out, '--replace', '--json']);
  expect(JSON.parse(again.output)).toMatchObject({
    report: expect.arrayContaining([expect.objectContaining({ kind: 'lost', said: expect.any(String) })]),
    flows: [{ id: 'needs-survey', file: out }],
  });
});

test('a flow is written as an XLSForm, and read back from it', async () => {
  const form = file('visit.xlsx');
  const ran = await run(['export', file('visit.json'), '-o', form]);
  expect(ran).toMatchObject({ code: 0, errors: '' });
  expect(ran.output.trimEnd().split('\n').at(-1)).toBe(`Flow "visit-feedback" is in ${form}.`);
  const back = file('back.json');
  expect((await run(['import', form, '-o', back])).code).toBe(0);
  const { languages, texts } = JSON.parse(readFileSync(back, 'utf8'));
  expect(languages).toEqual(['en', 'sw']);
  expect(JSON.stringify(texts)).toContain(flowExample.texts['ask-why'].sw);
  expect((await run(['export', file('visit.json'), '-o', file('visit.csv')])).errors).toContain(
    'end in .xlsx',
  );
});

test.each([
  ['notes.txt', 'hello', 'is neither a workbook nor JSON'],
  ['other.xlsx', 'hello', 'The file is no .xlsx workbook'],
  ['own.json', JSON.stringify(flowExample), 'is a flow of ours already'],
])('%s is not imported', async (name, content, sentence) => {
  const ran = await run(['import', keep(name, content), '-o', file('never.json')]);
  expect(ran).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(sentence) });
  expect(existsSync(file('never.json'))).toBe(false);
});

test('a file with no flows in it says so in its report', async () => {
  const ran = await run(['import', keep('empty.json', {}), '-o', file('never.json')]);
  expect(ran).toMatchObject({ code: 1, output: expect.stringContaining('The file has no "flows".') });
  expect(existsSync(file('never.json'))).toBe(false);
});

test('a file of RapidPro with several flows becomes a folder of them', async () => {
  const say = (uuid: string, name: string) => ({
    uuid,
    name,
    spec_version: '13.1.0',
    type: 'messaging',
    language: 'eng',
    localization: {},
    nodes: [
      {
        uuid: `${uuid}-node`,
        actions: [{ uuid: `${uuid}-action`, type: 'send_msg', text: `Hello from ${name}` }],
        exits: [{ uuid: `${uuid}-exit` }],
      },
    ],
  });
  const both = keep('both.json', {
    version: '13',
    site: 'https://example.com',
    flows: [say('a', 'One'), say('b', 'Two')],
  });
  const ran = await run(['import', both, '-o', file('made')]);
  expect(ran.output).toContain(`Flow "one" is in ${file('made/one.json')}`);
  expect(JSON.parse(readFileSync(file('made/two.json'), 'utf8'))).toMatchObject({ format: 1, id: 'two' });
});
