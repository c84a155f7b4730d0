import { storable } from '#core/storable.ts';
import { UnreadableHop } from '#core/ussd-adapter.ts';

/** The most an operator may write into a field, in UTF-16 units. */
const LONGEST = {
  session: 128,
  step: 64,
  name: 64,
  msisdn: 32,
  dialled: 200,
  text: 500,
  /** Everything typed in a session, where the operator sends that. */
  inputs: 5000,
} as const;

type Words = Exclude<keyof typeof LONGEST, 'session' | 'step' | 'msisdn'>;

/**
 * The operator's name of a session or of a request in it.
 * @param field the operator's name of the field, for the message
 * @throws UnreadableHop when it is missing, too long or holds control characters
 */
export function boundedName(kind: 'session' | 'step', value: string | null, field: string): string {
  if (value === null || value === '') throw new UnreadableHop(`${field} is missing.`);
  refuseLonger(kind, value, field);
  if (!isReadable(value)) {
    throw new UnreadableHop(`${field} holds characters that cannot be read.`);
  }
  return value;
}

/**
 * The subscriber as the operator writes it: digits, perhaps with a plus. A plus that a form turned into a space is lost;
 * digits are read as they stand.
 * @throws UnreadableHop when it is missing or no number
 */
export function boundedMsisdn(value: string | null, field: string): string {
  const msisdn = value?.trim() ?? '';
  if (msisdn === '') throw new UnreadableHop(`${field} is missing.`);
  refuseLonger('msisdn', msisdn, field);
  if (!/^\+?\d+$/.test(msisdn)) {
    throw new UnreadableHop(`${field} must be a phone number: digits, perhaps with a plus before them.`);
  }
  return msisdn;
}

/**
 * What was typed or dialled; what no database can take in it is made U+FFFD.
 * @throws UnreadableHop when it is missing or too long
 */
export function boundedText(kind: Words, value: string | null, field: string): string {
  if (value === null) throw new UnreadableHop(`${field} is missing.`);
  refuseLonger(kind, value, field);
  return storable(value);
}

/** A network's name or code; null where the operator tells none, or none that can be one: no session ends over it. */
export function boundedNetwork(value: string | null): string | null {
  const network = value?.trim() ?? '';
  return network === '' || network.length > LONGEST.name || !isReadable(network) ? null : network;
}

function refuseLonger(kind: keyof typeof LONGEST, value: string, field: string): void {
  if (value.length > LONGEST[kind]) {
    throw new UnreadableHop(`${field} has ${value.length} characters, more than ${LONGEST[kind]}.`);
  }
}

/** Whether a name has neither control characters nor halves of characters. */
function isReadable(name: string): boolean {
  return name.isWellFormed() && !/\p{Cc}/u.test(name);
}
