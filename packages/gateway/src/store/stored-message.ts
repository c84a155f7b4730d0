/** What a later change of a message and its callback need to know of it, as its rows tell. */
export type StoredMessage = {
  readonly id: string;
  readonly accountId: number;
  readonly connectorId: number;
  readonly msisdn: string;
  readonly sender: string;
  readonly refId: string;
  readonly parts: number;
  /** Receipts that make it delivered: one for each id the operator gave. */
  receiptsDue: number;
  readonly wantsCallback: boolean;
  /** Counted attempts so far. */
  attempts: number;
  /** It may have been sent already by an attempt whose end nobody saw. */
  possibleDuplicate: boolean;
};

/** Columns of `messages m` that a `StoredMessage` has, but for `receiptsDue`. */
export const storedMessageColumns = `m.id, m.account_id as "accountId", m.connector_id as "connectorId", m.msisdn, m.sender,
       m.ref_id as "refId", m.parts, m.wants_callback as "wantsCallback", m.attempts,
       m.possible_duplicate as "possibleDuplicate"`;
