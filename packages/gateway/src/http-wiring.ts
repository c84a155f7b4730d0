import type { Config } from '#core/config.ts';
import type { HttpSettings } from '#http/deps.ts';

/** The part of the configuration that the HTTP room reads, in its words. */
export function httpSettings({ http, callbacks }: Config): HttpSettings {
  return {
    trustProxy: http.trustProxy,
    errorStatusAs: http.errorStatusAs,
    authFailureStatus: http.authFailureStatus,
    maxBatch: http.maxBatch,
    timeZone: callbacks.timezone,
    rates: {
      keyPerSecond: http.keyPerSecond,
      unauthenticatedPerSecond: http.unauthenticatedPerSecond,
      failedAuthPerMinute: http.failedAuthPerMinute,
      searchPerMinute: http.searchPerMinute,
    },
  };
}
