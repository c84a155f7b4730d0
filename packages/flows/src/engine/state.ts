import type { Complaint } from '../channels/prompt.ts';
import type { Value } from '../document/condition.ts';

export type Channel = 'ussd' | 'sms';

export type Answer = {
  readonly value: Value;
  /** What the value is called in the language it was given in; '' for what has no label. */
  readonly label: string;
  /** As it was typed. */
  readonly raw: string;
  readonly block: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
};

/** How a run ended. */
export type Outcome = 'completed' | 'declined' | 'ineligible' | 'invalid' | 'expired' | 'failed';

/** What the world tells a run when it starts; it never changes afterwards. All of it may be shown in texts and asked in conditions. */
export type Facts = {
  /** For people: short, to be read out. */
  readonly reference: string;
  /** E.164 digits without plus. */
  readonly msisdn: string;
  /** ISO 3166, to read national numbers. */
  readonly country: string;
  /** Fields of the contact, when the run began. */
  readonly contact: Readonly<Record<string, Value>>;
  /** What a trigger said, such as `srcSystem`. */
  readonly params: Readonly<Record<string, Value>>;
};

/** What a run has done that a person may go back over. */
export type Deed = {
  readonly block: string;
  /** Questions passed before. */
  readonly after: number;
  /** An answer before it was given anew since, and may lead elsewhere. */
  readonly inDoubt: boolean;
};

/** A person was handed to people. */
export type Request = Deed & {
  /** Of the consent that it needs, null for none. */
  readonly purpose: string | null;
};

/** An SMS was sent beside the conversation; while in doubt, the same is not sent again. */
export type SentSms = Deed & { readonly to: string; readonly text: string };

export type Frame = { readonly flow: string; readonly block: string };

/** What a run waits for. */
export type Wait =
  | {
      readonly kind: 'question';
      /** Entries that fitted nothing so far. */
      readonly tries: number;
      /** On USSD: the page that is shown, 0 for the first. */
      readonly page: number;
      /** What was said before the question and is still on its pages. */
      readonly said: readonly string[];
      /** What was wrong with the last entry, and is still on the pages. */
      readonly complaint: Complaint | null;
      /** Milliseconds since the epoch. */
      readonly since: number;
      readonly reminders: number;
    }
  | {
      readonly kind: 'http';
      readonly said: readonly string[];
      /** Nobody is there any more: what follows says nothing. */
      readonly silent: boolean;
      /** What the run has come to where its end does not say. */
      readonly ending: Outcome;
      /** Services asked since the person was last asked something, this one included. */
      readonly calls: number;
    }
  /** On USSD: the last words take several pages. The run ends with the last one, or when nobody turns to it. */
  | {
      readonly kind: 'closing';
      readonly said: readonly string[];
      readonly page: number;
      readonly outcome: Outcome;
    }
  /** Whoever dialled again is asked whether to go on. */
  | {
      readonly kind: 'resume';
      readonly before: Wait & { kind: 'question' };
      readonly page: number;
      readonly complaint: Complaint | null;
    };

/**
 * Where a run stands: plain JSON, nothing of it points anywhere. The innermost frame is the last. Wait is null once the run is
 * over, and then there is an outcome.
 */
export type RunState = {
  readonly channel: Channel;
  readonly language: string;
  readonly frames: readonly Frame[];
  readonly wait: Wait | null;
  readonly outcome: Outcome | null;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly vars: Readonly<Record<string, Value>>;
  /** Fields the run has set; what they were before is in `facts`. */
  readonly contact: Readonly<Record<string, Value>>;
  readonly consents: Readonly<Record<string, boolean>>;
  /** Questions answered, to go back to, oldest first; the latest 32. */
  readonly trail: readonly (readonly Frame[])[];
  /** Names of answers that the person has gone back over: they count until an earlier question is answered anew. */
  readonly withdrawn: readonly string[];
  /** Questions passed on the way here, but for those gone back over. */
  readonly passed: number;
  readonly requests: readonly Request[];
  /** The latest eight. */
  readonly sent: readonly SentSms[];
  readonly facts: Facts;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
};
