import type { StatusFamily } from './message-state.ts';
import type { Money } from './money.ts';
import type { directDials } from './ussd-app-defaults.ts';

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
  /** Connectors that carry USSD alone. */
  readonly ussdConnectors: ReadonlyMap<number, ConnectorRow>;
  readonly ussdApps: ReadonlyMap<number, UssdApp>;
  /** By the parts of the code joined with `*`, such as `123*12`. */
  readonly ussdCodes: ReadonlyMap<string, readonly UssdCode[]>;
  readonly flows: ReadonlyMap<number, PublishedFlow>;
  /** The same by `flowKey`. */
  readonly flowsByName: ReadonlyMap<string, PublishedFlow>;
  readonly surveys: ReadonlyMap<number, Survey>;
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
  /** Of the senders those that carry advertising. */
  readonly promotionalSenders: ReadonlySet<string>;
  /** That any version of its flows speaks, such as `ar`. */
  readonly languages: ReadonlySet<string>;
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
  /** The flow that it begins where the subscriber is in no conversation. */
  readonly flowId: number | null;
};

/** What a dialled code leads to. */
export type UssdApp = {
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  readonly kind: 'http' | 'script' | 'flow';
  readonly enabled: boolean;
  /** Of our own texts in its sessions: en, fr, sw, ar. */
  readonly language: string;
  /** What subscribers type and read is then in no transcript: as the application says, or its flow. */
  readonly sensitive: boolean;
  /** Entries that look like a PIN are masked in transcripts. */
  readonly maskPins: boolean;
  /** Days that finished sessions are kept, and those that broke off. */
  readonly keepComplete: number;
  readonly keepPartial: number;
  readonly settings: Readonly<Record<string, unknown>>;
};

/** A code subscribers dial. What is dialled beyond it belongs to it, unless a longer code fits better. */
export type UssdCode = {
  readonly id: number;
  /** As `*123*12#`. */
  readonly code: string;
  /** Null for every operator. */
  readonly connectorId: number | null;
  readonly appId: number;
  /**
   * What becomes of what was dialled beyond the code: the application sees it in the service code only, or is played it
   * entry by entry, or gets it as its first input.
   */
  readonly directDial: (typeof directDials)[number];
  /** Numbers for which alone the code exists; empty for everybody. */
  readonly testers: ReadonlySet<string>;
};

/** A flow that has a published version. */
export type PublishedFlow = {
  readonly id: number;
  readonly accountId: number;
  /** The id in its document. */
  readonly name: string;
  /** The newest version: what begins now is pinned to it. */
  readonly version: number;
  /** Any version of it is, or calls one that is: results and mails never show numbers. */
  readonly sensitive: boolean;
};

/** What a flow is found by that is known by its name. */
export function flowKey(accountId: number, name: string): string {
  return `${accountId} ${name}`;
}

/** A flow that is put to people by SMS when a trigger names them. */
export type Survey = {
  /** What the compatible API calls `fileName`. */
  readonly id: number;
  readonly accountId: number;
  /** What the compatible API calls `dataFeed`. */
  readonly name: string;
  readonly flowId: number;
  /** What it writes from, and answers come to. */
  readonly sender: string;
  readonly state: 'active' | 'paused' | 'ended';
  /** Null for the language of the contact, else of the flow. */
  readonly language: string | null;
  /** What a second trigger does while a run is open. */
  readonly whenOpen: 'restart' | 'refuse';
  /** Addresses that get each response. */
  readonly emails: readonly string[];
  /** Whether mails and result files name numbers; else pseudonyms. */
  readonly showNumbers: boolean;
};
