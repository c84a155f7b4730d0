/** Of a session that no phone dialled: whose codes it may reach, null for anybody's, and those of which operator, null for any. */
export type UssdReach = { readonly accountId: number | null; readonly connectorId: number | null };

/** What every hop of a session carries, whatever the operator's dialect. */
type Hop = {
  /** The operator's own name of the session, unique among the live ones of its connector; the MSISDN where it gives none. */
  readonly session: string;
  /** The subscriber as the operator writes it: digits, perhaps with a plus. '' where an `end` does not tell, nor an answer through the API. */
  readonly msisdn: string;
  /** What the operator numbers its requests by, where it does: a repetition has the same. */
  readonly step: string | null;
  /** The network the operator names; null where it names none. */
  readonly network: string | null;
  readonly reach?: UssdReach;
};

/** Why the far side ended a session. */
export type UssdEndReason = 'user' | 'timeout' | 'network' | 'error';

/** What an operator tells of a session, read from its dialect. */
export type UssdEvent =
  /** A subscriber dialled. `dialled` is the whole string, such as `*123*12#`. */
  | (Hop & { readonly kind: 'begin'; readonly dialled: string })
  /** An answer to a menu: `text` is what was typed now. */
  | (Hop & { readonly kind: 'continue'; readonly text: string })
  /**
   * The operator does not tell a first request from a later one: the session decides whether `dialled` or `text` counts.
   * `dialled` is '' for what cannot be a code.
   */
  | (Hop & { readonly kind: 'either'; readonly dialled: string; readonly text: string })
  /**
   * The operator sends everything typed so far, joined with `*`; '' at first. `serviceCode` is the code as it was registered
   * with the operator; what was dialled beyond it stands at the beginning of `text`.
   */
  | (Hop & { readonly kind: 'accumulated'; readonly serviceCode: string; readonly text: string })
  /** The session is over; nothing is shown any more. */
  | (Hop & { readonly kind: 'end'; readonly reason: UssdEndReason });

/** What the subscriber is shown: `con` waits for an answer, `end` closes the session. */
export type UssdReply = { readonly action: 'con' | 'end'; readonly text: string };

/**
 * Where adapters and connectors hand in what operators tell. Settles within the connector's time for a hop, with null for an
 * `end` and a reply for everything else. Never rejects: where nothing better is known, the reply is an apology.
 */
export type HandleUssd = (connectorId: number, event: UssdEvent) => Promise<UssdReply | null>;
