import type { StatusFamily } from './message-state.ts';
import type { Money } from './money.ts';

/** What the rooms need to know of customers and operators, read from the database into memory and replaced whole on change. */
export type Directory = {
  readonly accounts: ReadonlyMap<number, Account>;
  /** Keys by the hex of their SHA-256. */
  readonly keys: ReadonlyMap<string, ApiKey>;
  /** Those that carry SMS. */
  readonly connectors: ReadonlyMap<number, SmsConnectorRow>;
  readonly routes: readonly Route[];
  readonly prices: readonly Price[];
  readonly moRoutes: readonly MoRoute[];
};

export type Account = {
  readonly id: number;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly active: boolean;
  /** ISO 3166 alpha-2: reads national numbers. */
  readonly defaultCountry: string;
  readonly dlrUrl: string | null;
  readonly moUrl: string | null;
  /** `whsec_…` secrets, newest first; empty when callbacks are not signed. */
  readonly callbackSecrets: readonly string[];
  readonly senders: ReadonlySet<string>;
  readonly settings: AccountSettings;
};

export type AccountSettings = {
  readonly failedHttpStatus: 200 | 400;
  readonly nullStyle: 'string' | 'json' | 'omit';
  readonly smartEncoding: 'off' | 'smart' | 'ascii';
  readonly lenientNumbers: boolean;
  readonly refund: 'none' | 'rejected' | 'undelivered';
  /** Minutes a message stays worth delivering. */
  readonly validityMinutes: number;
  /** Requests a second, 0 for no limit. */
  readonly requestsPerSecond: number;
};

export type ApiKey = {
  readonly id: number;
  readonly accountId: number;
  readonly scopes: ReadonlySet<string>;
  /** CIDR ranges; empty for anywhere. */
  readonly ipList: readonly string[];
  /** Milliseconds since the epoch, or null. */
  readonly expiresAt: number | null;
};

/** How an operator is spoken to: `ussd-http` carries USSD alone, `smpp` SMS and, where its settings say so, USSD. */
export type ConnectorKind = 'smpp' | 'ussd-http';

export type ConnectorRow = {
  readonly id: number;
  readonly name: string;
  readonly kind: ConnectorKind;
  readonly enabled: boolean;
  readonly statusFamily: StatusFamily;
  /** Parts a second, 0 for no limit. */
  readonly throughput: number;
  readonly settings: Readonly<Record<string, unknown>>;
};

/** A connector that carries SMS. */
export type SmsConnectorRow = ConnectorRow & { readonly kind: 'smpp' };

/** A way to a destination. Null matches everything; the most specific match wins, then the lowest priority number. */
export type Route = {
  readonly id: number;
  readonly accountId: number | null;
  readonly mcc: string | null;
  readonly mnc: string | null;
  /** Digits a number starts with. */
  readonly prefix: string | null;
  readonly connectorId: number;
  readonly priority: number;
  /** Share of the traffic among routes of one priority. */
  readonly weight: number;
};

/** The price of one part. Null matches everything; the most specific match wins. */
export type Price = {
  readonly accountId: number | null;
  readonly mcc: string | null;
  readonly mnc: string | null;
  readonly perPart: Money;
};

/** Who receives what subscribers send to an address. */
export type MoRoute = {
  readonly id: number;
  readonly connectorId: number | null;
  readonly address: string;
  /** Upper case; null takes every text. */
  readonly keyword: string | null;
  readonly accountId: number;
  /** Null for the account's own MO address. */
  readonly url: string | null;
};
