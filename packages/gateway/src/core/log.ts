import { type DestinationStream, type Logger, pino } from 'pino';
import { HIDDEN } from './secret-settings.ts';

/** What rooms log with: facts first, then a sentence. Never a text, a full number, a key or a password. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'> & {
  child(bindings: Record<string, unknown>): Log;
};

/** Keys whose values never reach a log, whoever passes them. */
const SECRET_KEYS = [
  'password',
  'authorization',
  'apiKey',
  'key',
  'secret',
  'text',
  'msisdn',
  'body',
  'databaseUrl',
];

/** The process's logger: JSON lines. @param level pino's word, such as `info` */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: HIDDEN },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Of an error only what it is and where it happened. What else it carries is the very data at fault: rows in errors of the
 * database, octets of PDUs in those of the protocol.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: name,
    ...(code === undefined ? {} : { code }),
    message,
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
