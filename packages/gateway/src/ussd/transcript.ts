import type { UssdApp } from '#core/directory.ts';
import { storable } from '#core/storable.ts';
import type { UssdReply } from '#core/ussd.ts';
import type { HopRecord } from '#store/ussd-sessions.ts';

/** Four to six digits are a PIN more often than anything else; a mask hides how many they were. */
const PIN_LIKE = /^[\s#]*\d{4,6}[\s#]*$/;
const MASK = '••••';

/** What may be kept of a hop: nothing of a sensitive application, and no PIN. */
export function transcriptOf(
  { sensitive, maskPins }: Pick<UssdApp, 'sensitive' | 'maskPins'>,
  entry: string | null,
  reply: UssdReply,
  log: readonly string[],
): Pick<HopRecord, 'input' | 'screen' | 'appLog'> {
  if (sensitive) return { input: null, screen: null, appLog: null };
  return {
    input: entry !== null && maskPins ? masked(entry) : entry,
    screen: storable(reply.text),
    appLog: log.length === 0 ? null : storable(log.join('\n')),
  };
}

/** What may be kept of a dialled string: of what stands beyond the code no more than of entries. */
export function keptCode(
  { sensitive, maskPins }: Pick<UssdApp, 'sensitive' | 'maskPins'>,
  code: string,
  beyond: readonly string[],
): string {
  const kept = beyond.map((part) => (sensitive ? MASK : maskPins ? masked(part) : part));
  return [code.slice(0, -1), ...kept].join('*') + code.slice(-1);
}

function masked(entry: string): string {
  return PIN_LIKE.test(entry.normalize('NFKC')) ? MASK : entry;
}
