import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import type { Config } from '#core/config.ts';
import { type Chosen, chooseResponses } from '#results/choose-responses.ts';
import { readFigures } from '#results/read-figures.ts';
import { readQuestions } from '#results/read-questions.ts';
import { type FileFormat, fileFormats, writeResultsFile } from '#results/results-file.ts';
import { summarise } from '#results/summarise.ts';
import { findAccount } from '#store/admin/accounts.ts';
import { type ReadQueries, readQueries } from '#store/read-queries.ts';
import { type ResponseRow, streamResponses } from '#store/results/responses.ts';
import { type Answer, said } from '../answer.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { unwritable } from '../file-faults.ts';
import { readTime } from '../read-time.ts';
import { findPseudonymiser } from '../results/find-pseudonymiser.ts';
import { summaryLines } from '../results/summary-lines.ts';
import { UsageError } from '../usage-error.ts';

export const resultsCommand: Command = {
  words: 'results',
  says: 'Sum up what was answered to a flow, or write all responses to a file.',
  operands: ['flow'],
  options: {
    account: { value: 'ACCOUNT', says: 'Whose flow it is.' },
    survey: { value: 'NAME', says: 'Only responses of this survey.' },
    from: { value: 'TIME', says: 'Only responses that began at or after this time, such as 2026-11-01.' },
    to: { value: 'TIME', says: 'Only responses that began before this time.' },
    language: { value: 'LANGUAGE', says: 'Language of texts and labels (default: the first of the flow).' },
    per: { value: 'PERIOD', says: 'day, week or month (default day).' },
    texts: { says: 'Show the newest answers to questions for a text.' },
    csv: { value: 'FILE', says: 'Write all responses as CSV.' },
    xlsx: { value: 'FILE', says: 'Write all responses as an Excel workbook with a codebook.' },
    jsonl: { value: 'FILE', says: 'Write all responses as JSON Lines.' },
    long: { says: 'In the file: a row an answer rather than a row a response.' },
    labels: { says: 'In the file: answers as they are called rather than as they are kept.' },
    split: { says: 'In the file: a column of 0 and 1 for each choice of a question with several.' },
    numbers: { says: 'In the file: numbers rather than pseudonyms. Never for a sensitive flow.' },
  },
  notes: ['Example: ujumbe results clinic-visit --account shop --xlsx visits.xlsx'],
  work: async (args, { pool, config }) => {
    const db = readQueries(pool);
    const chosen = await chosenBy(args, pool, db);
    const formats = fileFormats.filter((format) => args.option(format) !== undefined);
    if (formats.length > 1)
      throw new UsageError(`Write one file at a time, not --${formats.join(' and --')}.`);
    return formats[0] === undefined
      ? sumUp(args, db, chosen, config)
      : writeFile(args, db, chosen, config, pool, formats[0]);
  },
};

async function chosenBy(args: Arguments, pool: pg.Pool, db: ReadQueries): Promise<Chosen> {
  const account = await findAccount(pool, args.need('account'));
  const name = args.operand('flow');
  const survey = args.option('survey');
  const from = readTime(args, 'from');
  const until = readTime(args, 'to');
  const chosen = await chooseResponses(db, account.id, name, { survey, from, until });
  if (chosen === 'no flow')
    throw new Error(`Account "${account.name}" has published no flow "${name}". See "ujumbe flow list".`);
  if (chosen === 'no survey')
    throw new Error(`Flow "${name}" has no survey "${survey}". See "ujumbe survey list".`);
  return chosen;
}

async function sumUp(args: Arguments, db: ReadQueries, chosen: Chosen, config: Config): Promise<Answer> {
  const unit = args.oneOf('per', ['day', 'week', 'month']) ?? 'day';
  const texts = args.flag('texts') && !chosen.flow.sensitive;
  const figures = await readFigures(db, chosen.filter, { unit, zone: config.callbacks.timezone, texts });
  const { questions, languages } = await readQuestions(db, chosen, args.option('language'));
  const summary = summarise(questions, figures, { languages, smallestCell: 0 });
  return { data: summary, lines: summaryLines(summary) };
}

async function writeFile(
  args: Arguments,
  db: ReadQueries,
  chosen: Chosen,
  config: Config,
  pool: pg.Pool,
  format: FileFormat,
): Promise<Answer> {
  const numbers = args.flag('numbers');
  if (numbers && chosen.flow.sensitive)
    throw new Error('This flow is sensitive: its results never show numbers. Leave --numbers away.');
  const path = args.need(format);
  let responses = 0;
  const counted = async function* (batches: AsyncIterable<ResponseRow[]>) {
    for await (const batch of batches) {
      responses += batch.length;
      yield batch;
    }
  };
  const { questions, languages } = await readQuestions(db, chosen, args.option('language'));
  const pieces = writeResultsFile(format, questions, counted(streamResponses(db, chosen.filter)), {
    shape: args.flag('long') ? 'long' : 'wide',
    answers: args.flag('labels') ? 'labels' : 'values',
    split: args.flag('split'),
    // A person opens it with a spreadsheet, which reads UTF-8 by its mark.
    mark: true,
    languages,
    sight: { numbers, pseudonyms: await findPseudonymiser(config, pool) },
  });
  // It holds what people answered: for its owner only.
  const file = await open(path, 'w', 0o600).catch((error: Error) => {
    throw unwritable(path, error);
  });
  await pipeline(Readable.from(pieces), file.createWriteStream());
  const isOne = responses === 1;
  return said(`${responses} ${isOne ? 'response is' : 'responses are'} in ${path}.`, {
    file: path,
    responses,
  });
}
