import { alpha3Of } from '@ujumbe/flows';
import type { AnswerOfRun } from '#store/results/answer-rows.ts';
import type { FlowVersion, ResultFlow } from '#store/results/flow-versions.ts';
import { inLanguage, type Question } from './question.ts';
import { contactOf, type Sight, seenAnswer } from './see-numbers.ts';

/** Of FLOIP Flow Results, the standard that these shapes follow. */
const SPECIFICATION = '1.1.0';

/** Columns of a row, in order. */
const flowResultFields = [
  { name: 'timestamp', title: 'Timestamp', type: 'datetime' },
  { name: 'row_id', title: 'Row ID', type: 'string' },
  { name: 'contact_id', title: 'Contact ID', type: 'string' },
  { name: 'session_id', title: 'Session ID', type: 'string' },
  { name: 'question_id', title: 'Question ID', type: 'string' },
  { name: 'response', title: 'Response', type: 'any' },
  { name: 'response_metadata', title: 'Response Metadata', type: 'object' },
] as const;

export type FlowResultRow = readonly [
  string,
  string,
  string,
  string,
  string,
  unknown,
  Readonly<Record<string, unknown>>,
];

/** What lists of packages tell of one. */
export function packageSummary({ name, title, publishedAt, modifiedAt }: ResultFlow) {
  return { name, title, created: timestamp(publishedAt), modified: timestamp(modifiedAt) };
}

/**
 * Describes the results of a flow as a Flow Results data package. All versions of a flow are one package, whose questions are
 * those of all of them.
 * @param dataUrl where its rows are
 */
export function packageDescriptor(
  id: string,
  flow: ResultFlow,
  versions: readonly FlowVersion[],
  questions: readonly Question[],
  dataUrl: string,
) {
  const languages = versions[0]?.flow.languages ?? [];
  const language = languages[0] === undefined ? null : alpha3Of(languages[0]);
  return {
    profile: 'flow-results-package',
    flow_results_specification_version: SPECIFICATION,
    // Its name in the examples of the standard's API, which some readers go by.
    'flow-results-specification': SPECIFICATION,
    id,
    ...packageSummary(flow),
    resources: [
      {
        name: `${flow.name}-responses`,
        path: null,
        'api-data-url': dataUrl,
        mediatype: 'application/json',
        encoding: 'utf-8',
        schema: {
          ...(language === null ? {} : { language }),
          fields: flowResultFields,
          questions: Object.fromEntries(
            questions.map((question) => [question.name, questionSchema(question, languages)]),
          ),
        },
      },
    ],
  };
}

/** An answer as a row. Its id is `<response>.<name of the answer>`. */
export function flowResultRow(answer: AnswerOfRun, sight: Sight): FlowResultRow {
  const seen = seenAnswer(answer, answer, sight);
  const type = typeOf(seen.kind);
  const { value } = seen;
  const language = alpha3Of(seen.language);
  return [
    timestamp(seen.answeredAt),
    `${answer.runId}.${seen.name}`,
    contactOf(answer, sight),
    answer.runId,
    seen.name,
    type === 'select_many' ? [value].flat() : type === 'text' ? String(value) : value,
    {
      channel: seen.channel,
      ...(language === null ? {} : { language }),
      ...(seen.label === '' ? {} : { label: seen.label }),
    },
  ];
}

function questionSchema(
  { name: _, kind, text, options, min, max, personal }: Question,
  languages: readonly string[],
) {
  const type = typeOf(kind);
  const bounds = min !== undefined && max !== undefined ? { range: [min, max] } : {};
  return {
    type,
    label: inLanguage(text, languages),
    type_options: options.length > 0 ? { choices: options.map(({ value }) => value) } : bounds,
    ...(personal ? { is_pii: true } : {}),
  };
}

/** The standard's name for a kind of block. */
function typeOf(kind: string): 'select_one' | 'select_many' | 'numeric' | 'date' | 'text' {
  switch (kind) {
    case 'choice':
    case 'consent':
      return 'select_one';
    case 'choices':
      return 'select_many';
    case 'number':
    case 'nps':
      return 'numeric';
    case 'date':
      return 'date';
    default:
      return 'text';
  }
}

/** RFC 3339, with the offset in numbers, as the standard wants it of UTC. */
function timestamp(at: Date): string {
  return at.toISOString().replace('Z', '+00:00');
}
