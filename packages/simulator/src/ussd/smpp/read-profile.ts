import { InvalidInput } from '../../invalid-input.ts';
import { readBoolean, readChoice, readInteger, readObject, readText } from '../../read-input.ts';
import { type SessionMark, type SmppProfileName, type SmppUssdProfile, smppProfiles } from './profiles.ts';

const names = Object.keys(smppProfiles) as SmppProfileName[];
const parts = Object.keys(smppProfiles.generic) as (keyof SmppUssdProfile)[];

/** Reads a profile's name, or an object with `like` (a name) and the parts that differ. Throws `InvalidInput`. */
export function readProfile(value: unknown, field: string): SmppUssdProfile {
  if (typeof value === 'string') return smppProfiles[readChoice(value, field, names)];
  const input = readObject(value, field, ['like', ...parts]);
  const like = input.like === undefined ? 'generic' : readChoice(input.like, `${field}.like`, names);
  const profile: SmppUssdProfile = structuredClone(smppProfiles[like]);
  for (const name of parts) if (input[name] !== undefined) readPart(profile, name, input[name], field);
  return profile;
}

function readPart(
  profile: SmppUssdProfile,
  name: keyof SmppUssdProfile,
  value: unknown,
  where: string,
): void {
  const field = `${where}.${name}`;
  switch (name) {
    case 'serviceType':
      profile.serviceType = readText(value, field, 'a service_type');
      return;
    case 'session':
    case 'echo':
      profile[name] = value === null ? null : readMark(value, field);
      return;
    case 'endBit':
    case 'packed':
      profile[name] = readBoolean(value, field);
      return;
    case 'inOps':
      profile.inOps = readOps(value, field, profile.inOps);
      return;
    case 'outOps':
      profile.outOps = readOps(value, field, profile.outOps);
      return;
    case 'codeField':
      profile.codeField = readChoice(value, field, ['short_message', 'destination_addr'] as const);
      return;
    case 'shortCode':
      profile.shortCode = value === null ? null : readText(value, field, 'a short code or null');
      return;
    case 'dataCoding':
    case 'ucs2DataCoding':
      profile[name] = readInteger(value, field, 0, 255);
  }
}

function readMark(value: unknown, field: string): SessionMark {
  const input = readObject(value, field, ['tag', 'octets', 'mask', 'scope']);
  const octets = input.octets ?? 2;
  if (octets !== 2 && octets !== 4) throw new InvalidInput(`${field}.octets`, octets, '2 or 4');
  const all = octets === 2 ? 0xffff : 0xffffffff;
  return {
    tag: readInteger(input.tag, `${field}.tag`, 1, 0xffff),
    octets,
    mask: readInteger(input.mask ?? all, `${field}.mask`, 1, all),
    scope: readChoice(input.scope ?? 'operator', `${field}.scope`, ['operator', 'phone'] as const),
  };
}

function readOps<T extends Record<string, number>>(value: unknown, field: string, ops: T): T {
  const input = readObject(value, field, Object.keys(ops));
  const changed = Object.entries(input).map(([name, op]) => [
    name,
    readInteger(op, `${field}.${name}`, 0, 255),
  ]);
  return { ...ops, ...Object.fromEntries(changed) };
}
