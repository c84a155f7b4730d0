import { storable } from '#core/storable.ts';

/** As JSON writes NUL and halves of characters, which no column holds. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** What a step has made, as columns can hold it: people send NUL, and services and limits cut characters in two. */
export function makeStorable<Made>(made: Made): Made {
  const json = JSON.stringify(made);
  if (!UNSTORABLE.test(json)) return made;
  return JSON.parse(json, (_, value) => (typeof value === 'string' ? storable(value) : value)) as Made;
}
