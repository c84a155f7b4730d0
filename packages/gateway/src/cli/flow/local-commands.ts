import { type Facts, type Flow, prepareFlow } from '@ujumbe/flows';
import { networkOf } from '#routing/number-plan.ts';
import type { Answer } from '../answer.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { type Played, playFlow, playKeys } from './play-flow.ts';
import { type FlowFile, hasErrors, readFlowFiles, sayFindings } from './read-flow-files.ts';
import { readParams } from './read-params.ts';

const MADE_UP = '254700000000';

/** What can be done with flows in files, without a database. */
export const localFlowCommands: readonly Command[] = [
  {
    words: 'flow check',
    says: 'Check flows in files, which may call each other: what is wrong, by its line.',
    operands: ['file...'],
    options: {},
    notes: ['Exits with 1 where there is an error.'],
    run: async (args) => {
      const files = readFlowFiles(args.operands('file'));
      const data = files.map(({ file, findings }) => ({ file, findings }));
      return { data, lines: told(files), exitCode: hasErrors(files) ? 1 : 0 };
    },
  },
  {
    words: 'flow run',
    says: 'Play a flow from a file in the terminal: what you type is what a person would.',
    operands: ['file', '[called...]'],
    options: {
      channel: { value: 'ussd|sms', says: 'Where it is played (default ussd).' },
      language: { value: 'LANGUAGE', says: 'What it begins in (default the first of the flow).' },
      param: { value: 'NAME=VALUE', many: true, says: 'What a trigger would have said.' },
      from: { value: 'NUMBER', says: `Whose phone it shall be (default ${MADE_UP}, a made-up one).` },
    },
    notes: [
      'Further files are flows that it calls. One line is one answer, an empty one too. Ctrl-D leaves.',
      `Instead of an answer: ${Object.entries(playKeys)
        .map(([key, says]) => `${key} (${says})`)
        .join(', ')}.`,
    ],
    run: async (args, { terminal }) => {
      const files = readFlowFiles([args.operand('file'), ...args.operands('called')]);
      if (hasErrors(files)) return { data: files, lines: told(files), exitCode: 1 };
      const [flow, ...called] = files.map((file) => file.flow as Flow);
      const prepared = prepareFlow(flow as Flow, Object.fromEntries(called.map((one) => [one.id, one])));
      const played = await playFlow(
        prepared,
        {
          channel: args.oneOf('channel', ['ussd', 'sms']) ?? 'ussd',
          language: readLanguage(args, flow as Flow),
          facts: readFacts(args),
          show: args.flag('json') ? null : (lines) => void terminal.output.write(`${lines.join('\n')}\n`),
        },
        terminal,
      );
      return farewell(played);
    },
  },
];

function told(files: readonly FlowFile[]): string[] {
  const lines = files.flatMap(sayFindings);
  if (lines.length > 0) return lines;
  return [files.length === 1 ? `${files[0]?.file} is sound.` : `All ${files.length} files are sound.`];
}

function readLanguage(args: Arguments, { languages }: Flow): string | null {
  return args.oneOf('language', languages) ?? null;
}

function readFacts(args: Arguments): Facts {
  const msisdn = args.option('from') ?? MADE_UP;
  if (!/^[1-9]\d{5,14}$/.test(msisdn))
    throw new UsageError(`--from must be a number with its country code, in digits alone, not "${msisdn}".`);
  return {
    reference: 'ABC-234',
    msisdn,
    country: networkOf(msisdn).country,
    contact: {},
    params: readParams(args),
  };
}

function farewell(played: Played): Answer {
  const { outcome, answers } = played;
  const given = Object.entries(answers).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const end = outcome === null ? 'You left.' : `The flow is over: ${outcome}.`;
  return { data: played, lines: [end, ...(given.length === 0 ? [] : ['Answers:', ...given])] };
}
