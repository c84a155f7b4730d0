import { normaliseMsisdn } from '#core/msisdn.ts';
import type { Refusal } from '#core/refusal.ts';
import { storable } from '#core/storable.ts';
import { scalar } from '../messaging/read-item.ts';
import type { JsonObject } from '../read-json.ts';

/** What a client asks for: this survey, to this person. Names as on the wire. */
export type Trigger = {
  readonly msisdn: string;
  readonly srcSystem: string;
  /** Name of the survey. */
  readonly dataFeed: string;
  /** Id of the survey. */
  readonly fileName: string;
};

const MOST_CHARACTERS = 200;

/**
 * Reads the body of a trigger. Numbers and booleans become strings, null is absence. The documentation spells the number
 * `msisdn` in its table and `msisd` in its samples: either will do, both if they say the same.
 *
 * @param country ISO 3166 alpha-2: where a number without calling code belongs
 * @returns the refusal of the first field that is missing or no scalar, in the order of the documentation
 */
export function readTrigger(body: JsonObject, country: string): Trigger | Refusal {
  const msisdn = readEither(body.msisdn, body.msisd, country);
  const fields = {
    msisdn,
    srcSystem: scalar(body.srcSystem),
    dataFeed: scalar(body.dataFeed),
    fileName: scalar(body.fileName),
  };
  for (const [field, value] of Object.entries(fields)) {
    if (value === null || value.length > MOST_CHARACTERS) return { code: '1002', field };
    if (value.trim() === '') return { code: '1001', field };
  }
  const { srcSystem, dataFeed, fileName } = fields as Trigger;
  return {
    msisdn: (msisdn as string).trim(),
    srcSystem: storable(srcSystem.trim()),
    dataFeed: storable(dataFeed),
    fileName: fileName.trim(),
  };
}

/** The number and the system as the client wrote them, to be echoed; empty where they are no scalars. */
export function writtenIn(body: JsonObject): Pick<Trigger, 'msisdn' | 'srcSystem'> {
  const msisdn = scalar(body.msisdn) || scalar(body.msisd) || '';
  return { msisdn: msisdn.toWellFormed(), srcSystem: (scalar(body.srcSystem) ?? '').toWellFormed() };
}

/** Null for what is no scalar, and for two that are not one number. */
function readEither(first: unknown, second: unknown, country: string): string | null {
  const one = scalar(first);
  const other = scalar(second);
  if (one === null || other === null) return null;
  if (one.trim() === '') return other;
  if (other.trim() === '') return one;
  const [msisdn, same] = [one, other].map((text) => normaliseMsisdn(text, country, true) ?? text.trim());
  return msisdn === same ? one : null;
}
