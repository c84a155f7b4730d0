import type { AppSession } from './app.ts';
import type { HttpAppSettings } from './http-settings.ts';

type Field = [name: string, value: string];

/**
 * The body of a request to an application. The fields of `tiara` and their order are those of the documented API (USSD,
 * step 3), those of `africastalking` what applications written for Africa's Talking read. Forms are written as WHATWG has
 * it: `*` stays, `#` becomes `%23`, a space `+`.
 */
export function appBody(
  session: AppSession,
  inputs: readonly string[],
  { dialect, body, input }: Pick<HttpAppSettings, 'dialect' | 'body' | 'input'>,
  more: readonly Field[] = [],
): string {
  const entered = input === 'latest' ? (inputs.at(-1) ?? '') : inputs.join('*');
  const fields: Field[] = [...fieldsOf(dialect, session, entered), ...more];
  return body === 'json'
    ? JSON.stringify(Object.fromEntries(fields))
    : new URLSearchParams(fields).toString();
}

function fieldsOf(dialect: HttpAppSettings['dialect'], session: AppSession, input: string): Field[] {
  switch (dialect) {
    case 'tiara':
      return [
        ['msisdn', session.msisdn],
        ['sessionId', session.id],
        ['input', input],
        ['serviceCode', session.serviceCode],
        ['countryCode', session.countryCode],
        ['network', session.network],
      ];
    case 'africastalking':
      return [
        ['sessionId', session.id],
        ['phoneNumber', `+${session.msisdn}`],
        ['networkCode', session.networkCode],
        ['serviceCode', session.serviceCode],
        ['text', input],
      ];
  }
}
