import { type TUnsafe, Type } from 'typebox';

/** A setting that is one of some words. @param standard what it is where nothing is said */
export function choice<const Words extends readonly string[]>(
  words: Words,
  description: string,
  standard?: Words[number],
): TUnsafe<Words[number]> {
  return Type.Unsafe<Words[number]>({
    type: 'string',
    enum: words,
    ...(standard === undefined ? undefined : { default: standard }),
    description,
  });
}
