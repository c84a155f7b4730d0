import { type Static, Type } from 'typebox';
import type { Block } from './blocks.ts';

/** What is shown in one language: the same on every channel, or shorter where a channel needs it. */
export type ChannelText =
  | string
  | { readonly default: string; readonly sms?: string; readonly ussd?: string };

const key = Type.String({ pattern: '^\\S{1,6}$' });

export const settingsSchema = Type.Object(
  {
    sensitive: Type.Optional(
      Type.Boolean({
        description: 'No resume, no SMS afterwards unless agreed to, nothing shown of earlier answers.',
      }),
    ),
    resumeMinutes: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1440,
        description:
          'For how long whoever dials again may go on. Standard 30; always 0 for a sensitive flow.',
      }),
    ),
    tries: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10,
        description: 'Entries that fit nothing before exit `invalid`. Standard 3.',
      }),
    ),
    keys: Type.Optional(
      Type.Object(
        { back: Type.Optional(key), more: Type.Optional(key), menu: Type.Optional(key) },
        {
          additionalProperties: false,
          description: 'On USSD: 0 goes back, 98 shows more, 00 leads to the menu.',
        },
      ),
    ),
    menu: Type.Optional(
      Type.String({ description: 'Where the menu key leads: a block. Without it there is no such key.' }),
    ),
    remindAfterMinutes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 5 }), {
        maxItems: 2,
        description: 'On SMS: after this much silence each.',
      }),
    ),
    expireAfterMinutes: Type.Optional(
      Type.Integer({
        minimum: 5,
        maximum: 43_200,
        description: 'On SMS: silence that ends a run. Standard 2880.',
      }),
    ),
    onExpire: Type.Optional(
      Type.String({
        description: 'Block where an abandoned run goes on without its listener, such as a task.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type FlowSettings = Static<typeof settingsSchema>;

/**
 * A flow as it is written, kept and exchanged. Languages are BCP 47 tags, the first one is the standard. `texts` are by key,
 * then by language. Keys that begin with `ujumbe.` replace words of our own, such as `ujumbe.invalid`.
 */
export type Flow = {
  readonly $schema?: string;
  /** Of this format. */
  readonly format: 1;
  /** Lower case words joined by hyphens. */
  readonly id: string;
  readonly name?: string;
  readonly languages: readonly [string, ...string[]];
  /** Block it begins with. */
  readonly entry: string;
  readonly settings?: FlowSettings;
  readonly blocks: Readonly<Record<string, Block>>;
  readonly texts: Readonly<Record<string, Readonly<Record<string, ChannelText>>>>;
};

export const standardSettings = {
  resumeMinutes: 30,
  tries: 3,
  keys: { back: '0', more: '98', menu: '00' },
  expireAfterMinutes: 2880,
} as const;

export const limits = {
  /** Octets of a document, as UTF-8. */
  documentOctets: 512 * 1024,
  blocks: 500,
  /** Blocks a step may pass before it is stopped as a loop. */
  blocksPerStep: 100,
  /** Services a run may ask one after the other before it asks its person something: more is a loop. */
  callsInARow: 10,
  /** For one answer of a service. */
  serviceSeconds: 10,
  /** Conditions within conditions, and values within the body of a call. */
  nesting: 20,
  /** Flows within flows. */
  depth: 8,
  /** Octets of a state as JSON. */
  stateOctets: 65_536,
  /** Nodes of an expression. */
  expressionNodes: 500,
  /** Work a step may do on conditions, expressions and texts, in units of about a nanosecond. */
  workPerStep: 200_000_000,
} as const;
