import { expect, test } from 'vitest';
import cases from './http-body.cases.json' with { type: 'json' };
import { appBody } from './http-body.ts';
import { type HttpAppSettings, httpSettingsOf } from './http-settings.ts';

type Case = { label: string; settings?: Partial<HttpAppSettings>; inputs: string[]; body: string };

const session = {
  id: '149505148',
  msisdn: '254712345678',
  serviceCode: '*123*12#',
  dialled: '*123*12#',
  countryCode: '254',
  network: 'Safaricom KE',
  networkCode: '63902',
  startedAt: 0,
};

test.each(cases as Case[])('$label', ({ settings, inputs, body }) => {
  expect(appBody(session, inputs, httpSettingsOf({ url: 'http://app.example', ...settings }))).toBe(body);
});
