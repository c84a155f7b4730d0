const QUARTER_MS = 15 * 60 * 1000;

/**
 * Makes a writer of `yyyy-MM-dd HH:mm:ss.SSS` in a time zone, always three decimals and hours 00 to 23.
 * The zone's offset is asked for once per quarter of an hour, and the text of a second is kept: asking Intl for each
 * message costs more than the rest of a callback's body.
 *
 * @param timeZone an IANA name
 * @throws RangeError when the zone is not known
 */
export function callbackTimeIn(timeZone: string): (ms: number) => string {
  const offsetFormat = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  let quarter = Number.NaN;
  let offsetMs = 0;
  let second = Number.NaN;
  let secondText = '';

  return (ms) => {
    const itsSecond = Math.floor(ms / 1000);
    if (itsSecond !== second) {
      const itsQuarter = Math.floor(ms / QUARTER_MS);
      if (itsQuarter !== quarter) {
        offsetMs = offsetAt(offsetFormat, ms);
        quarter = itsQuarter;
      }
      second = itsSecond;
      secondText = new Date(itsSecond * 1000 + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
    }
    const millis = Math.floor(ms - itsSecond * 1000);
    return `${secondText}.${millis < 10 ? '00' : millis < 100 ? '0' : ''}${millis}`;
  };
}

/** The zone's offset from UTC at an instant, in milliseconds, from Intl's `GMT+03:00`. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
  if (!match)
    throw new RangeError(
      `time zone ${format.resolvedOptions().timeZone} has the unreadable offset "${name}"`,
    );
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
