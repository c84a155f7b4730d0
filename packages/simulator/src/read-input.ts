import { InvalidInput } from './invalid-input.ts';

/** Readers of unchecked input. Each returns the typed value or throws `InvalidInput` naming the field. */

export function readObject(value: unknown, field: string, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInput(field, value, `an object with ${keys.join(', ')}`);
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) {
      throw new InvalidInput(
        `${field}.${key}`,
        Reflect.get(value, key),
        `one of the fields ${keys.join(', ')}`,
      );
    }
  }
  return value as Record<string, unknown>;
}

export function readNumber(value: unknown, field: string, min: number, max: number, unit: string): number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new InvalidInput(field, value, `a number of ${unit} from ${min} to ${max}`);
  }
  return value;
}

export function readInteger(value: unknown, field: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new InvalidInput(field, value, `a whole number from ${min} to ${max}`);
  }
  return value;
}

export function readBoolean(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw new InvalidInput(field, value, 'true or false');
  return value;
}

export function readText(value: unknown, field: string, what: string): string {
  if (typeof value !== 'string') throw new InvalidInput(field, value, what);
  return value;
}

export function readChoice<T extends string>(value: unknown, field: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new InvalidInput(field, value, `one of ${choices.join(', ')}`);
  return found;
}

/** A subscriber's number, a short code or, for senders, up to 11 characters. A leading `+` is taken off. */
export function readAddress(value: unknown, field: string): string {
  const text = readText(value, field, 'an address such as "254700000001" or "22141"').replace(/^\+/, '');
  if (text.length === 0 || text.length > 20) {
    throw new InvalidInput(field, value, 'an address of 1 to 20 characters such as "254700000001"');
  }
  return text;
}
