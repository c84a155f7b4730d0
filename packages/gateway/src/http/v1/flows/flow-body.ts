import { type Static, Type } from 'typebox';
import type { FlowRow, FlowVersionRow } from '#store/admin/flows.ts';
import { Problem, Time } from '../schemas.ts';

/** Shapes of the routes of flows. */

const closed = (title: string) => ({ additionalProperties: false, title });

/** A flow as it is written; what else it may hold is in the JSON Schema of the format. */
export const FlowDocument = Type.Object(
  {
    format: Type.Literal(1),
    id: Type.String({ description: 'Its name: lower case words joined by hyphens.' }),
    name: Type.Optional(Type.String({ description: 'What people call it.' })),
    languages: Type.Array(Type.String()),
    entry: Type.String({ description: 'The block it begins with.' }),
    settings: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    blocks: Type.Record(Type.String(), Type.Unknown()),
    texts: Type.Record(Type.String(), Type.Unknown()),
  },
  {
    title: 'FlowDocument',
    description:
      'Of at most 512 KiB. docs/flows/blocks.md, beside the source of the gateway, explains every block.',
  },
);

export const FlowFinding = Type.Object(
  {
    severity: Type.Enum(['error', 'warning'], { description: 'An error keeps it from being published.' }),
    code: Type.String({ description: 'Which rule.', examples: ['dead-end'] }),
    path: Type.String({ description: 'JSON pointer into the document.', examples: ['/blocks/ask'] }),
    line: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Of the text that was sent, from 1; null where it is about no line.',
    }),
    message: Type.String(),
  },
  closed('FlowFinding'),
);

export const FlowProblem = Type.Object(
  { ...Problem.properties, findings: Type.Optional(Type.Array(FlowFinding)) },
  { title: 'FlowProblem', description: 'RFC 9457, with what is wrong with the flow.' },
);

export const FlowSummary = Type.Object(
  {
    name: Type.String({ description: 'The `id` of its document.' }),
    title: Type.String({ description: 'What people call it; empty where the document does not say.' }),
    languages: Type.Array(Type.String()),
    version: Type.Integer({ description: 'The newest. What begins now gets it, and keeps it to its end.' }),
    publishedAt: Time,
  },
  closed('Flow'),
);

const version = {
  version: Type.Integer(),
  calls: Type.Record(Type.String(), Type.Integer(), {
    description:
      'Versions of the flows it calls, and of those that they call: the newest when it was published.',
  }),
  publishedAt: Time,
};

export const FlowVersion = Type.Object(version, closed('FlowVersion'));

export const PublishedFlow = Type.Object(
  { name: Type.String(), ...version, warnings: Type.Array(FlowFinding) },
  closed('PublishedFlow'),
);

export const FlowParams = Type.Object({
  name: Type.String({ examples: ['visit-feedback'], description: 'The `id` of the document.' }),
});

export const flowAnswersSay = { 404: 'There is no flow of this name, or no such version, in your account.' };

export const flowExample = {
  format: 1,
  id: 'visit-feedback',
  name: 'After a visit',
  languages: ['en', 'sw'],
  entry: 'score',
  blocks: {
    score: { kind: 'nps', text: 'ask-score', exits: { next: 'why' } },
    why: { kind: 'text', text: 'ask-why', optional: true, maxLength: 300, exits: { next: 'thanks' } },
    thanks: { kind: 'end', text: 'thanks' },
  },
  texts: {
    'ask-score': {
      en: 'How likely are you to recommend us, from 0 to 10?',
      sw: 'Je, utatupendekeza kwa wengine, kutoka 0 hadi 10?',
    },
    'ask-why': { en: 'What is the main reason?', sw: 'Sababu kuu ni ipi?' },
    thanks: { en: 'Thank you!', sw: 'Asante!' },
  },
};

export const versionExample = { version: 1, calls: {}, publishedAt: '2026-11-22T08:00:00.000Z' };

export const summaryExample = {
  name: 'visit-feedback',
  title: 'After a visit',
  languages: ['en', 'sw'],
  version: 1,
  publishedAt: '2026-11-22T08:00:00.000Z',
};

export function summaryOf(row: FlowRow): Static<typeof FlowSummary> {
  const { name, title, languages, version: newest, publishedAt } = row;
  return { name, title, languages, version: newest, publishedAt: publishedAt.toISOString() };
}

export function versionOf({
  version: number,
  calls,
  publishedAt,
}: FlowVersionRow): Static<typeof FlowVersion> {
  return { version: number, calls: { ...calls }, publishedAt: publishedAt.toISOString() };
}
