import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { readQuestions } from '#results/read-questions.ts';
import { type FileFormat, writeResultsFile } from '#results/results-file.ts';
import type { ReadQueries } from '#store/read-queries.ts';
import { streamResponses } from '#store/results/responses.ts';
import { type Access, callerOf } from '../../access.ts';
import type { ApiDoc } from '../../api-doc.ts';
import type { HttpDeps } from '../../deps.ts';
import { inTime, shorterSpan } from '../in-time.ts';
import { Problem } from '../schemas.ts';
import { answerFile, begun, fileTypes } from './answer-file.ts';
import { chosenBy, sightOf } from './chosen-by.ts';
import { FlowName, filterQuery, languageQuery, noSuchFlow, numbersQuery } from './response-query.ts';

const access: Access = { auth: 'key', scope: 'results:read', rateClass: 'search', bodyLimit: 1024 };

const Query = Type.Object(
  {
    ...filterQuery,
    shape: Type.Optional(
      Type.Enum(['wide', 'long'], {
        default: 'wide',
        description: '`wide`: a row a response, a column a question. `long`: a row an answer.',
      }),
    ),
    answers: Type.Optional(
      Type.Enum(['values', 'labels'], {
        default: 'values',
        description:
          'In wide tables: answers as they are kept, or as they are called in the language of `in`.',
      }),
    ),
    in: languageQuery,
    split: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'In wide tables: beside a question with several choices a column of 0 and 1 for each.',
      }),
    ),
    mark: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Begin a CSV with a byte order mark, by which spreadsheets know that it is UTF-8.',
      }),
    ),
    numbers: numbersQuery,
  },
  { additionalProperties: false },
);

const formats: Readonly<Record<FileFormat, { readonly called: string; readonly says: string }>> = {
  csv: {
    called: 'CSV',
    says: 'As RFC 4180 says. A text that a spreadsheet would take for a formula has an apostrophe before it. Several choices of one answer are joined by semicolons; times are UTC. What the columns mean is in `results/codebook.csv`.',
  },
  xlsx: {
    called: 'Excel workbook',
    says: 'The responses, and a second sheet that says what the columns mean. Texts are never formulas; times are UTC.',
  },
  jsonl: {
    called: 'JSON Lines',
    says: 'A response a line, as `GET /api/v1/responses/{id}` tells it without its details; with `shape=long` an answer a line.',
  },
};

/** `GET /api/v1/flows/:name/results.csv`, `.xlsx`, `.jsonl` */
export function resultsFileRoutes(app: FastifyInstance, deps: HttpDeps, db: ReadQueries): void {
  for (const format of Object.keys(formats) as FileFormat[]) {
    app.get<{ Params: Static<typeof FlowName>; Querystring: Static<typeof Query> }>(
      `/api/v1/flows/:name/results.${format}`,
      {
        config: { access, api: apiOf(format) },
        schema: { params: FlowName, querystring: Query },
      },
      async (request, reply) => {
        const { shape = 'wide', answers = 'values', split = false, mark = false, numbers } = request.query;
        const caller = callerOf(request);
        const chosen = await chosenBy(db, caller, request.params.name, request.query);
        const sight = sightOf(deps, caller, chosen, numbers);
        const asked = readQuestions(db, chosen, request.query.in);
        const { questions, languages } = await inTime(asked, shorterSpan('from', 'to'));
        const responses = await inTime(begun(streamResponses(db, chosen.filter)), shorterSpan('from', 'to'));
        const options = { shape, answers, split, mark, sight, languages };
        const day = new Date(deps.clock.now()).toISOString().slice(0, 10);
        const pieces = writeResultsFile(format, questions, responses, options);
        return answerFile(reply, format, `${chosen.flow.name}-${day}`, pieces);
      },
    );
  }
}

function apiOf(format: FileFormat): ApiDoc {
  const { called, says } = formats[format];
  return {
    tag: 'Results',
    operationId: `exportResults${format[0]?.toUpperCase()}${format.slice(1)}`,
    summary: `Export results as ${called}`,
    description: `${says} Oldest response first; it is sent as it is read, so that it may be as long as it likes.`,
    answers: { 200: Type.String({ description: 'The file.' }), 404: Problem, 422: Problem },
    answersSay: noSuchFlow,
    answerType: fileTypes[format].split(';')[0] as string,
  };
}
