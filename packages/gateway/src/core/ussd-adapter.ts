import type { TObject } from 'typebox';
import type { UssdEvent, UssdReply } from './ussd.ts';

/** A request of an operator, as it came. Everything in it is hostile. */
export type UssdHttpRequest = {
  readonly method: 'GET' | 'POST';
  /** What follows the connector's own address: '' or such as `/session/17/start`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** At most 64 KiB. */
  readonly body: Buffer;
  /** The connector's own address as the operator called it, without query, for answers that name the next one. */
  readonly url: string;
};

export type UssdHttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A request that was understood: what it tells, and how it is to be answered. */
export type ReadHop = {
  readonly event: UssdEvent;
  /** @param reply null after an `end` */
  readonly render: (reply: UssdReply | null) => UssdHttpAnswer;
};

/** A request that cannot be read. The message is for whoever set up the operator's side; it holds nothing of the subscriber's. */
export class UnreadableHop extends Error {
  override name = 'UnreadableHop';
}

/** The dialect of an operator over HTTP: reads its requests and writes its answers. Holds no rules and keeps nothing. */
export type UssdAdapter = {
  /** As in a connector's settings, such as `africastalking`. */
  readonly id: string;
  readonly methods: readonly ('GET' | 'POST')[];
  /** Settings of this dialect alone, each with its default; `additionalProperties: false`. */
  readonly settings: TObject;
  /** What is wrong with settings that pass the schema, in sentences. Without it the schema says all. */
  readonly check?: (settings: Readonly<Record<string, unknown>>) => readonly string[];
  /**
   * Reads one request.
   * @param settings checked against the schema, defaults filled in
   * @throws UnreadableHop for everything that is not a request of this dialect
   */
  readonly read: (request: UssdHttpRequest, settings: Readonly<Record<string, unknown>>) => ReadHop;
};
