import type { FinalStateName } from '#core/message-state.ts';

/** What to do on the command_status of a submit answer. */
export type StatusAction =
  | { readonly class: 'accepted' }
  /** The operator asks for less speed: the whole connector pauses. */
  | { readonly class: 'throttle' }
  /** The operator's queue is full: of the connector when it happens often, else of this subscriber. */
  | { readonly class: 'queue-full'; readonly afterMs: number; readonly maxAttempts: number }
  | { readonly class: 'retry'; readonly afterMs: number; readonly maxAttempts: number }
  | { readonly class: 'permanent'; readonly state: FinalStateName }
  /** Our profile does not suit the operator: this message fails and somebody must look. */
  | { readonly class: 'config' }
  /** The session is not what we think it is: bind anew, the message waits. */
  | { readonly class: 'session' }
  /** Once more without validity_period, then `config`. */
  | { readonly class: 'without-validity' }
  /** Once more as UCS-2, then `config`. */
  | { readonly class: 'as-ucs2' };

/** Words an operator's profile may use in `errorMap`. */
export const statusActionNames = [
  'throttle',
  'retry',
  'config',
  'session',
  'permanent',
  'undeliverable',
  'expired',
  'blacklisted',
  'rejected',
] as const;
export type StatusActionName = (typeof statusActionNames)[number];

const accepted: StatusAction = { class: 'accepted' };
const throttle: StatusAction = { class: 'throttle' };
const config: StatusAction = { class: 'config' };
const session: StatusAction = { class: 'session' };
const rejected: StatusAction = { class: 'permanent', state: 'rejected' };
const undeliverable: StatusAction = { class: 'permanent', state: 'undeliverable' };
const retry = (seconds: number, maxAttempts: number): StatusAction => ({
  class: 'retry',
  afterMs: seconds * 1000,
  maxAttempts,
});

/** Attempts of a message before it is given up, where a status sets no lower number. */
const MOST_ATTEMPTS = 10;

/**
 * Ranges of command_status (SMPP 3.4 section 5.1.3, SMPP 5.0 section 4.7.6) and what they call for.
 * What is not listed, the vendor range 0x400 to 0x4FF included, is permanent: sending again would be refused again.
 */
const table: readonly (readonly [from: number, to: number, action: StatusAction])[] = [
  [0x00, 0x00, accepted],
  [0x01, 0x01, rejected],
  [0x02, 0x03, config],
  [0x04, 0x04, session],
  [0x06, 0x07, config],
  [0x08, 0x08, retry(30, 5)],
  [0x0a, 0x0b, rejected],
  [0x14, 0x14, { class: 'queue-full', afterMs: 180_000, maxAttempts: MOST_ATTEMPTS }],
  [0x15, 0x15, config],
  [0x33, 0x44, config],
  [0x45, 0x45, retry(60, 2)],
  [0x48, 0x51, config],
  [0x53, 0x55, config],
  [0x58, 0x58, throttle],
  [0x61, 0x62, { class: 'without-validity' }],
  [0x63, 0x63, config],
  [0x64, 0x64, retry(60, MOST_ATTEMPTS)],
  [0x65, 0x66, rejected],
  [0xc0, 0xc4, config],
  [0xfe, 0xff, retry(60, 2)],
  [0x100, 0x101, rejected],
  [0x102, 0x102, retry(60, MOST_ATTEMPTS)],
  [0x103, 0x103, rejected],
  [0x104, 0x104, { class: 'as-ucs2' }],
  [0x105, 0x112, config],
];

const RDELIVERYFAILURE = 0xfe;
/** delivery_failure_reason (SMPP 3.4 section 5.3.2.33): destination invalid, permanent network error. */
const PERMANENT_FAILURES: readonly (number | undefined)[] = [1, 2];

/** The rule for a status, the operator's own table first. */
export function mapStatus(
  status: number,
  overrides: ReadonlyMap<number, StatusAction>,
  deliveryFailureReason?: number,
): StatusAction {
  if (status === 0) return accepted;
  const own = overrides.get(status);
  if (own !== undefined) return own;
  if (status === RDELIVERYFAILURE && PERMANENT_FAILURES.includes(deliveryFailureReason)) return undeliverable;
  for (const [from, to, action] of table) {
    if (status >= from && status <= to) return action;
  }
  return rejected;
}

/** The `errorMap` of a profile, ready for `mapStatus`. */
export function readErrorMap(
  errorMap: Readonly<Record<string, StatusActionName>>,
): ReadonlyMap<number, StatusAction> {
  return new Map(Object.entries(errorMap).map(([status, name]) => [Number(status), actionNamed(name)]));
}

function actionNamed(name: StatusActionName): StatusAction {
  switch (name) {
    case 'throttle':
      return throttle;
    case 'retry':
      return retry(60, MOST_ATTEMPTS);
    case 'config':
      return config;
    case 'session':
      return session;
    case 'permanent':
    case 'rejected':
      return rejected;
    case 'undeliverable':
    case 'expired':
    case 'blacklisted':
      return { class: 'permanent', state: name };
  }
}
