import { readCallbackFailure } from '../customer-app/callback-failures.ts';
import type { UssdAnswer } from '../customer-app/ussd-script.ts';
import { InvalidInput } from '../invalid-input.ts';
import { readAddress, readInteger, readObject, readText } from '../read-input.ts';
import { dialects } from '../ussd/dialects/registry.ts';
import type { FrontSettings } from '../ussd/network.ts';
import { smppProfiles } from '../ussd/smpp/profiles.ts';
import type { Route } from './routes.ts';

const phone = '254700000001';
const gatewayUrl = 'http://127.0.0.1:8080/ussd/<token>';
const maxCopies = 20;

/** USSD: operators' fronts, phones that dial through them, and the customer's application. */
export const ussdRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/ussd/fronts',
    summary: 'Fronts there are, and every adapter one can be added for, each with options as an example.',
    handle: ({ simulator }) => ({ fronts: simulator.ussd.fronts(), available: availableFronts() }),
  },
  {
    method: 'PUT',
    path: '/ussd/fronts',
    summary:
      "Adds an operator's front, or replaces the one of this name. `smpp` runs over the SMSC's sessions.",
    example: {
      name: 'safaricom',
      adapter: 'africastalking',
      url: gatewayUrl,
      options: { networkCode: '63902' },
    },
    handle: ({ simulator, body }) => {
      const { name, ...settings } = readAnyObject(body);
      const label = readText(name, 'name', 'a name for the front, such as "safaricom"');
      // The network checks the settings field by field.
      return simulator.ussd.addFront(label, settings as unknown as FrontSettings);
    },
  },
  {
    method: 'POST',
    path: '/ussd/dial',
    summary:
      'A phone dials a code, on the first front or the one named; `copies` sends the request so often at once.',
    example: { msisdn: phone, code: '*123#', front: 'safaricom' },
    handle: ({ simulator, body }) => {
      const input = readObject(body, 'body', ['msisdn', 'code', 'front', 'copies']);
      const front =
        input.front === undefined ? undefined : readText(input.front, 'front', 'the name of a front');
      const code = readText(input.code, 'code', 'a code such as "*123#"');
      return simulator.ussd.dial(readAddress(input.msisdn, 'msisdn'), code, front, readCopies(input.copies));
    },
  },
  {
    method: 'POST',
    path: '/ussd/answer',
    summary: 'A phone answers the screen it shows.',
    example: { msisdn: phone, text: '1' },
    handle: ({ simulator, body }) => {
      const input = readObject(body, 'body', ['msisdn', 'text', 'copies']);
      const text = readText(input.text, 'text', 'what is typed, "" for nothing');
      return simulator.ussd.answer(readAddress(input.msisdn, 'msisdn'), text, readCopies(input.copies));
    },
  },
  {
    method: 'POST',
    path: '/ussd/repeat',
    summary: "The operator sends the phone's last request again, unchanged.",
    example: { msisdn: phone },
    handle: ({ simulator, body }) => {
      const input = readObject(body, 'body', ['msisdn', 'copies']);
      return simulator.ussd.repeat(readAddress(input.msisdn, 'msisdn'), readCopies(input.copies));
    },
  },
  {
    method: 'POST',
    path: '/ussd/hang-up',
    summary: 'The subscriber closes the session.',
    example: { msisdn: phone },
    handle: ({ simulator, body }) => simulator.ussd.hangUp(readPhone(body)),
  },
  {
    method: 'POST',
    path: '/ussd/time-out',
    summary: 'The operator gives up waiting for the subscriber.',
    example: { msisdn: phone },
    handle: ({ simulator, body }) => simulator.ussd.timeOut(readPhone(body)),
  },
  {
    method: 'GET',
    path: '/ussd/phones/:name',
    summary: 'What the display of this phone shows, and the screens before.',
    handle: ({ simulator, name }) => simulator.ussd.phone(name),
  },
  {
    method: 'GET',
    path: '/ussd/app/hops',
    summary: "Hops the customer's application was asked for, oldest first.",
    handle: ({ simulator }) => ({ hops: simulator.ussdHops() }),
  },
  {
    method: 'PUT',
    path: '/ussd/app/script',
    summary:
      'Answers of the application by input; a key ending in ... takes what begins so. A value may be an object.',
    example: { '': 'CON 1. Yes\n2. No', '1': 'END Good', '...': { status: 500, body: 'broken' } },
    handle: ({ simulator, body }) => {
      simulator.setUssdScript(readScript(body));
      return { taken: true };
    },
  },
  {
    method: 'PUT',
    path: '/ussd/app/failure',
    summary: 'Makes the application fail: status, hang, close, drip, redirect or garbage.',
    example: { kind: 'drip', everyMs: 1_000 },
    handle: ({ simulator, body }) => {
      const failure = readCallbackFailure(body);
      simulator.failUssdApp(failure);
      return { failure };
    },
  },
  {
    method: 'DELETE',
    path: '/ussd/app/failure',
    summary: 'Makes the application answer well again.',
    handle: ({ simulator }) => {
      simulator.failUssdApp(null);
      return { failure: null };
    },
  },
];

function availableFronts(): unknown[] {
  const smpp = {
    adapter: 'smpp',
    summary: `Over the SMSC's sessions. Profiles: ${Object.keys(smppProfiles).join(', ')}.`,
    example: { adapter: 'smpp', systemId: 'ujumbe', profile: 'generic' },
  };
  const http = dialects.map(({ id, summary, example }) => ({
    adapter: id,
    summary,
    example: { adapter: id, url: gatewayUrl, options: example },
  }));
  return [...http, smpp];
}

function readPhone(body: unknown): string {
  return readAddress(readObject(body, 'body', ['msisdn']).msisdn, 'msisdn');
}

function readCopies(value: unknown): number {
  return value === undefined ? 1 : readInteger(value, 'copies', 1, maxCopies);
}

function readScript(body: unknown): Record<string, UssdAnswer> {
  return Object.fromEntries(
    Object.entries(readAnyObject(body)).map(([input, answer]) => [input, readAnswer(answer, input)]),
  );
}

function readAnswer(value: unknown, input: string): UssdAnswer {
  if (typeof value === 'string') return value;
  const field = JSON.stringify(input);
  const raw = readObject(value, field, ['body', 'status', 'contentType', 'delayMs']);
  return {
    body: readText(raw.body, `${field}.body`, 'the body of the answer'),
    ...(raw.status === undefined ? {} : { status: readInteger(raw.status, `${field}.status`, 200, 599) }),
    ...(raw.contentType === undefined
      ? {}
      : { contentType: readText(raw.contentType, `${field}.contentType`, 'a Content-Type') }),
    ...(raw.delayMs === undefined
      ? {}
      : { delayMs: readInteger(raw.delayMs, `${field}.delayMs`, 0, 600_000) }),
  };
}

function readAnyObject(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidInput('body', body, 'an object');
  }
  return body as Record<string, unknown>;
}
