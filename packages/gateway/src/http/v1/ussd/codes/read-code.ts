import { readUssdCode } from '#routing/read-ussd-code.ts';
import { WrongField } from '../../wrong-field.ts';

/** A code as it is stored. @throws WrongField for what no phone dials */
export function readCode(text: string): string {
  const code = readUssdCode(text);
  if (code === null) throw new WrongField('code', 'is nothing a phone dials: write it as *384*12#');
  return code;
}
