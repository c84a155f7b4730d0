import { readBoolean, readObject, readText } from '../../read-input.ts';

/** Reads the options of a dialect one by one. */
interface OptionReader {
  /** A text, or the standard where it is left out. */
  text<T extends string | undefined>(name: string, what: string, standard: T): string | T;
  flag(name: string, standard: boolean): boolean;
}

/** @throws InvalidInput for a field the dialect has not */
export function readOptions(value: unknown, field: string, keys: readonly string[]): OptionReader {
  const input = readObject(value, field, keys);
  return {
    text: (name, what, standard) =>
      input[name] === undefined ? standard : readText(input[name], `${field}.${name}`, what),
    flag: (name, standard) =>
      input[name] === undefined ? standard : readBoolean(input[name], `${field}.${name}`),
  };
}
