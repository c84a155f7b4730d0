import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HttpAnswer, HttpOrder } from '#callbacks/http-client.ts';
import { limits } from './limits.ts';
import { play, runOnce, seen, testRunner } from './test-world.ts';

const page = readFileSync(new URL('../../../../docs/operations/cloud-scripts.md', import.meta.url), 'utf8');

/** The globals a script finds, and the members of some. */
async function providedNames(): Promise<string[]> {
  const outcome = await runOnce(`
    function main() {
      var standard = /^[A-Z]|^(globalThis|undefined|escape|unescape|eval|isNaN|isFinite|parse|encode|decode|queueMicrotask|performance|navigator)/;
      var names = Object.getOwnPropertyNames(globalThis).filter(function (name) {
        return !standard.test(name) && name !== 'main';
      });
      [call, state, service, httpClient, PhoneNumber].forEach(function (object) {
        names = names.concat(Object.getOwnPropertyNames(object));
      });
      sendReply(JSON.stringify(names));
    }`);
  return outcome.kind === 'screen' ? (JSON.parse(outcome.text) as string[]) : [];
}

test('the page names everything that a script finds', async () => {
  const names = await providedNames();
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});

test('the page tells the limits as they are', () => {
  const numbers = [
    `${limits.codeBytes / 1024} KiB`,
    `${limits.ownMs} ms of processor time`,
    `${limits.memoryBytes / 1024 / 1024} MiB of memory`,
    `${limits.stackBytes / 1024} KiB of stack`,
    `${limits.callsPerRun}, each at most ${limits.callBytes / 1024} KiB`,
    `${limits.httpCallsPerRun} requests, ${limits.messagesPerRun} messages, ${limits.rowsReadPerRun.toLocaleString('en')} rows`,
    `${limits.httpTotalMs / 1000} s`,
    `${limits.httpAnswerBytes / 1024} KiB of the answer`,
    `${limits.screenLength.toLocaleString('en')} characters`,
    `${limits.memoryKeptBytes / 1024} KiB`,
    `${limits.logLines} lines of ${limits.logLineLength} characters`,
  ];
  for (const number of numbers) expect(page).toContain(number);
});

test('the example of the page runs', async () => {
  const example = page
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .join('\n');
  const asked: HttpOrder[] = [];
  const http = {
    request: (order: HttpOrder, done: (answer: HttpAnswer) => void) => {
      asked.push(order);
      done({ status: 201, contentType: '', answer: '', isWhole: true, isLate: false });
    },
  };
  expect(seen(await play(testRunner({ http }), example, ['2']))).toEqual([
    'CON 1) Shelter\n2) Legal advice',
    'END Thank you. We call you back.',
  ]);
  expect(asked).toMatchObject([
    { method: 'POST', body: JSON.stringify({ from: '+221770000001', kind: '2' }) },
  ]);
});
