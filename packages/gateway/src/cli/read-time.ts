import { isDay } from '@ujumbe/flows';
import type { Arguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** A day, which begins in UTC, or a time that says its zone: what it means must not depend on the zone of this machine. */
const written = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * The time an option names, in milliseconds since the epoch.
 * @throws UsageError for what is no time, such as a 31st of February
 */
export function readTime(args: Arguments, name: string): number | undefined {
  const text = args.option(name);
  if (text === undefined) return undefined;
  const day = written.exec(text)?.[1] ?? '';
  const time = isDay(day) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(
      `--${name} must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00+03:00, not "${text}".`,
    );
  return time;
}
