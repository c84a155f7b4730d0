import type { UssdApp } from '#core/directory.ts';
import { storable } from '#core/storable.ts';
import type { UssdReply } from '#core/ussd.ts';
import type { HopRecord } from '#store/ussd-sessions.ts';

/** Four to six digits are a PIN more often than anything else; a mask hides how many they were. */
const PIN_LIKE = /^\d{4,6}$/;
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
    input: entry !== null && maskPins && PIN_LIKE.test(entry) ? MASK : entry,
    screen: storable(reply.text),
    appLog: log.length === 0 ? null : storable(log.join('\n')),
  };
}
