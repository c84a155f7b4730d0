/** How an operator writes the id of a submit answer in its receipts. */
export type ReceiptIdMode = 'auto' | 'raw' | 'dec-dec' | 'hex-dec' | 'dec-hex' | 'hex-hex';

/** Which receipts of a long message decide. */
export type ReceiptsPolicy = 'all' | 'last' | 'first' | 'any';

/** What the rooms have to know of an operator's habits, whether its connector runs or not. */
export type OperatorProfile = {
  /** A message that was sent and not answered is not sent again. */
  readonly failsWhenUncertain: boolean;
  readonly receiptIdMode: ReceiptIdMode;
  readonly receipts: ReceiptsPolicy;
  /** How long silent parts of a long message are waited for after the first delivered one, in milliseconds. */
  readonly partialGraceMs: number;
  /** How long it may be down before what waits for it takes another route, in seconds; 0 for ever. */
  readonly failoverAfter: number;
};
