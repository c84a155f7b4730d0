import { normaliseMsisdn } from '#core/msisdn.ts';
import { WrongField } from '../../wrong-field.ts';

/**
 * Numbers as the directory has them, each once.
 * @param country of those that are written without calling code
 * @throws WrongField naming the place of one that is no number
 */
export function readTesters(numbers: readonly string[], country: string): string[] {
  const testers = numbers.map((written, index) => {
    const msisdn = normaliseMsisdn(written, country, true);
    if (msisdn === null) throw new WrongField(`testers.${index}`, 'is not a phone number');
    return msisdn;
  });
  return [...new Set(testers)];
}
