import { UnreadableHop } from '#core/ussd-adapter.ts';
import { boundedText } from './bounded.ts';

/**
 * What was dialled, as on the keypad: operators that write `123*12` mean `*123*12#`.
 * @param field the operator's name of the field, for the message
 * @throws UnreadableHop when it is missing or too long
 */
export function readDialled(value: string | null, field: string): string {
  const code = value?.trim() ?? '';
  if (code === '') throw new UnreadableHop(`${field} is missing.`);
  const dialled = boundedText('dialled', code, field);
  return `${/^[*#]/.test(dialled) ? '' : '*'}${dialled}${dialled.endsWith('#') ? '' : '#'}`;
}
