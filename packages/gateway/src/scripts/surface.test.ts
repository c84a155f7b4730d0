import { describe, expect, test } from 'vitest';
import { testOrder } from './test-order.ts';
import { play, runOnce, seen, sharedRunner, testRunner } from './test-world.ts';

/** What the expression is, seen from inside main(). */
async function valueInside(expression: string): Promise<unknown> {
  const outcome = await runOnce(`function main() { sendReply(JSON.stringify(${expression})); }`);
  return outcome.kind === 'screen' ? JSON.parse(outcome.text) : outcome.detail.message;
}

/** Expressions over Telerivet's globals, and what they are in a session of the test. */
const values: readonly (readonly [string, unknown])[] = [
  ['call.from_number', '+221770000001'],
  ['call.to_number', '*123#'],
  ['call.id', '100000000000000001'],
  ['call.start_time', Date.UTC(2026, 10, 22, 5) / 1000],
  ['from_number', '+221770000001'],
  ['to_number', '*123#'],
  ['content', ''],
  ['message.message_type', 'ussd'],
  ['project.id', '1'],
  ['project.name', 'Relief'],
  ['project.vars', {}],
  ['service.name', 'Menu'],
  ['state.vars', {}],
  ['contact.phone_number', '+221770000001'],
  ['global === globalThis', true],
  ['typeof console.log', 'function'],
  ['PhoneNumber.formatInternationalRaw("+221 77 000 00-01")', '221770000001'],
  ['PhoneNumber.formatE164("00221770000001")', '+221770000001'],
  ['PhoneNumber.formatInternationalRaw("0700000001", "KE")', '254700000001'],
  ['PhoneNumber.formatInternationalRaw("254700000001")', '254700000001'],
  ['service.active', true],
  ['[typeof process, typeof fetch, typeof Buffer, typeof WebAssembly]', Array(4).fill('undefined')],
  ['stopRules() === undefined && hangUp() === undefined && playAudio("a") === undefined', true],
];

test.each(values)('%s', async (expression, value) => {
  expect(await valueInside(expression)).toEqual(value);
});

/** What Telerivet has and we have not: each must say its name. */
const refusals: readonly (readonly [string, string])[] = [
  ['require("./lib/msg-retrieve")', 'require("./lib/msg-retrieve"): modules of a Git repository'],
  ['sendEmail({})', 'sendEmail() is not provided here'],
  ['sleep(1)', 'sleep() is not provided here'],
  ['project.scheduleMessage({})', 'project.scheduleMessage() is not provided here'],
  ['project.getOrCreateLabel("x")', 'project.getOrCreateLabel() is not provided here'],
  ['project.initServiceById("SV1")', 'project.initServiceById() is not provided here'],
  ['contact.addToGroup("x")', 'contact.addToGroup() is not provided here'],
  ['PhoneNumber.isValid("1")', 'PhoneNumber.isValid() is not provided here'],
  ['PhoneNumber.formatInternationalRaw("0770000001")', 'has no calling code, and no country is given'],
  ['PhoneNumber.formatInternationalRaw("12", "KE")', '"12" is no phone number of KE'],
  ['moment()', 'the library moment is not provided here'],
  ['_.map([])', 'the library _ is not provided here'],
  ['project.sendMessage({ content: "a" })', 'scripts may not send SMS here'],
  ['project.getOrCreateContact({})', 'needs a phone_number'],
  ['httpClient.request("http://127.0.0.1/", { cache: 1 })', 'the option "cache" is not provided here'],
  ['promptDigits()', 'promptDigits() needs the name of an input handler'],
  ['addInputHandler("a", "b")', 'addInputHandler("a", …) needs a function'],
];

test.each(refusals)('%s is refused by its name', async (expression, message) => {
  expect(await valueInside(expression)).toContain(message);
});

describe('a step', () => {
  test('shows what was said, line by line, and waits where it is asked to', async () => {
    const code = `
      function main() { sayText('one'); sendReply('two'); promptDigits('next', { maxDigits: 1 }); }
      addInputHandler('next', function (input) { sendReply(typeof input + ' ' + input + ' ' + call.vars.next); });`;
    const outcomes = await play(sharedRunner(), code, ['0012*#']);
    expect(seen(outcomes)).toEqual(['CON one\ntwo', 'END string 0012*# 0012*#']);
  });

  test('keeps state.vars and call.vars, and no globals', async () => {
    const code = `
      var count = 0;
      function ask() { sendReply([++count, state.vars.n, state.id].join(' ')); promptDigits('again'); }
      function main() { state.vars.n = 1; state.vars.list = [1, { a: null }]; ask(); }
      addInputHandler('again', function () {
        state.vars.n += state.vars.list.length;
        if (state.vars.n > 4) state.reset();
        ask();
      });`;
    const outcomes = await play(sharedRunner(), code, ['x', 'x', 'x']);
    expect(seen(outcomes).slice(0, 3)).toEqual(['CON 1 1 ', 'CON 1 3 again', 'CON 1  ']);
  });

  test.each([
    ['a function', `function main() { sendReply('m'); }`],
    ['a global', `global.main = function () { sendReply('m'); }`],
    ['a constant', `const main = () => sendReply('m');`],
    ['asynchronous', `async function main() { await null; sendReply('m'); }`],
    [
      'a bundle',
      `(() => { var a = { m: 1 }; globalThis.main = function () { sendReply(Object.keys(a)[0]); }; })();`,
    ],
    ['missing', `sendReply('m');`],
  ])('finds main where it is %s', async (_, code) => {
    expect(seen([await runOnce(code)])).toEqual(['END m']);
  });

  test('is evaluated anew at each step, and only the handler speaks then', async () => {
    const code = `
      sendReply('top');
      function main() { promptDigits('a'); }
      addInputHandler('a', function () { sendReply('handler'); });`;
    expect(seen(await play(sharedRunner(), code, ['1']))).toEqual(['CON top', 'END handler']);
  });

  test('handlers may be registered by what is kept', async () => {
    const code = `
      if (state.vars.lang) addInputHandler('a', function () { sendReply(state.vars.lang); });
      function main() { state.vars.lang = 'fr'; sendReply('x'); promptDigits('a'); }`;
    expect(seen(await play(sharedRunner(), code, ['1']))).toEqual(['CON x', 'END fr']);
  });

  test('waitForResponse and addResponseHandler are the same by other names', async () => {
    const code = `
      function main() { sendReply('Your name?'); waitForResponse('name'); }
      addResponseHandler('name', function () { sendReply('Hello ' + content + message.content); });`;
    expect(seen(await play(sharedRunner(), code, ['Awa']))).toEqual(['CON Your name?', 'END Hello AwaAwa']);
  });

  test.each([
    ['nothing shown at the start', 'function main() {}', 'no-screen'],
    ['a prompt without a text', `function main() { promptDigits('a'); }`, 'no-screen'],
    ['an error', `\n\nfunction main() {\n  null.x;\n}`, "error: TypeError: cannot read property 'x' of null"],
    ['no JavaScript', `var a = ;`, 'error: SyntaxError: unexpected token'],
    ['a text thrown', `throw 'out';`, 'error: the script threw out'],
    ['an object thrown', `throw { a: 1 };`, 'error: {"a":1}'],
    [
      'a promise never settled',
      `function main() { return new Promise(function () {}); }`,
      'error: the script waits',
    ],
    [
      'what cannot be kept',
      `state.vars.me = state; sendReply('a'); promptDigits('b');`,
      'error: TypeError: circular',
    ],
  ])('%s is a failure with its reason', async (_, code, message) => {
    expect(seen([await runOnce(code)])[0]).toContain(`FAILED ${message}`);
  });

  test('an error names the line of the script, however deep the sandbox threw it', async () => {
    const outcome = await runOnce(`function main() {\n  sendReply('a');\n  project.queryContacts();\n}`);
    expect(outcome).toMatchObject({
      kind: 'failed',
      detail: { message: 'project.queryContacts() is not provided here', line: 3 },
    });
  });

  test('an input for a handler that is not there says which', async () => {
    const outcomes = await play(sharedRunner(), `sendReply('a'); promptDigits('gone');`, ['1']);
    expect(seen(outcomes)[1]).toBe(
      'FAILED error: promptDigits("gone") was called, but there is no addInputHandler("gone", …)',
    );
  });

  test('the log is kept where the script fails', async () => {
    const outcome = await runOnce(
      `console.log('before', { a: 1 }, [2]); console.error(new Error('x')); null.x;`,
    );
    expect(outcome.logs).toEqual(['before {"a":1} [2]', 'Error: x']);
  });
});

describe('a script cannot', () => {
  test('reach another run by what it changes', async () => {
    const runner = testRunner();
    await runner.run(
      testOrder(
        `Object.prototype.text = 'stolen'; Array.prototype.join = () => 'stolen'; globalThis.kept = 1;`,
      ),
    );
    const after = await runner.run(
      testOrder(`function main() { sendReply([typeof kept, ({}).text].join()); }`),
    );
    expect(seen([after])).toEqual(['END undefined,']);
  });

  test.each([
    ['JSON.stringify', `JSON.stringify = () => '{"shown":1}';`],
    [
      'Object.prototype',
      `Object.prototype.shown = 'x'; Object.prototype.toJSON = function () { return 1; };`,
    ],
    ['Array.prototype', `Array.prototype.toJSON = function () { return 7; };`],
  ])('have the host believe what it makes of %s', async (_, code) => {
    const outcome = await runOnce(`${code} function main() { sendReply('x'); }`);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'error' });
  });

  test('bring keys to the host that change its objects', async () => {
    const outcome = await runOnce(`
      function main() {
        state.vars = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
        sendReply('x');
        promptDigits('a');
      }`);
    expect(outcome.kind).toBe('screen');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('load modules or read files', async () => {
    const outcome = await runOnce(`async function main() { await import('node:fs'); }`);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'error' });
  });
});
