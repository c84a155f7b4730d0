import { normaliseMsisdn } from '#core/msisdn.ts';
import { HttpError } from '../../../http-error.ts';

/**
 * Numbers as the directory has them.
 * @param country of those that are written without calling code
 * @throws HttpError 422 naming the place of one that is no number
 */
export function readTesters(numbers: readonly string[], country: string): string[] {
  return numbers.map((written, index) => {
    const msisdn = normaliseMsisdn(written, country, true);
    if (msisdn === null) throw new HttpError(422, `testers.${index} is not a phone number.`);
    return msisdn;
  });
}
