import { WrongField } from './wrong-field.ts';

/**
 * The time a field of a request names, in milliseconds since the epoch.
 * @throws WrongField for a leap second: the format allows one, and our clocks have none
 */
export function readTime<Field extends string>(
  asked: { readonly [field in Field]?: string },
  field: Field,
): number | undefined {
  const text = asked[field];
  const time = text === undefined ? undefined : Date.parse(text);
  if (Number.isNaN(time)) throw new WrongField(field, `must not be a leap second, such as "${text}"`);
  return time;
}
