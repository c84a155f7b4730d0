import { readUssdCode } from '#routing/read-ussd-code.ts';
import { HttpError } from '../../../http-error.ts';

/** A code as it is stored. @throws HttpError 422 for what no phone dials */
export function readCode(text: string): string {
  const code = readUssdCode(text);
  if (code === null) throw new HttpError(422, 'code is nothing a phone dials: write it as *384*12#.');
  return code;
}
