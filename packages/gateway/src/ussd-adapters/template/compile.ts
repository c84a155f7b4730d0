import { type Answer, parseAnswer } from './answer.ts';
import { parseCondition, type When } from './condition.ts';
import type { TemplateSettings } from './settings.ts';
import { parseSource, type Source } from './source.ts';
import { TemplateFault } from './template-fault.ts';

type EndReason = TemplateSettings['kind']['ends'][number]['reason'];

/** Settings with everything in them taken apart. */
export type Template = {
  readonly method: TemplateSettings['method'];
  readonly fields: {
    readonly session: Source;
    readonly msisdn: Source;
    readonly text: Source | null;
    readonly dialled: readonly Source[];
    readonly network: Source | null;
    readonly step: Source | null;
  };
  readonly ends: readonly (When & { readonly reason: EndReason })[];
  readonly begin: When | null;
  readonly continue: When | null;
  readonly otherwise: TemplateSettings['kind']['otherwise'];
  readonly codeInText: boolean;
  readonly answers: Readonly<Record<'con' | 'end' | 'ack', Answer>>;
};

/** @param faults where sentences about what cannot be taken apart are put; the template is of use only while it is empty */
export function compileTemplate(settings: TemplateSettings, faults: string[]): Template | null {
  const { method, fields, kind, answer } = settings;
  const attempt = <Part>(place: string, parse: () => Part): Part | null => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      faults.push(`dialect.${place}: ${error.message}`);
      return null;
    }
  };
  const field = (name: 'session' | 'msisdn' | 'text' | 'network' | 'step') => {
    const label = fields[name];
    return label === undefined ? null : attempt(`fields.${name}`, () => parseSource(label));
  };
  const condition = (name: 'begin' | 'continue') => {
    const given = kind[name];
    return given === undefined ? null : attempt(`kind.${name}`, () => parseCondition(given));
  };
  const answers = (name: 'con' | 'end' | 'ack') =>
    attempt(`answer.${name}`, () => parseAnswer(answer[name], answer.as, answer.contentType));

  const session = field('session');
  const msisdn = field('msisdn');
  const con = answers('con');
  const end = answers('end');
  const ack = answers('ack');
  const parsed = {
    text: field('text'),
    network: field('network'),
    step: field('step'),
    dialled: (fields.dialled ?? []).map((label, index) =>
      attempt(`fields.dialled[${index}]`, () => parseSource(label)),
    ),
    ends: kind.ends.map((given, index) =>
      attempt(`kind.ends[${index}]`, () => ({ ...parseCondition(given), reason: given.reason })),
    ),
    begin: condition('begin'),
    continue: condition('continue'),
  };
  if (session === null || msisdn === null || con === null || end === null || ack === null) return null;
  return {
    method,
    fields: {
      session,
      msisdn,
      text: parsed.text,
      network: parsed.network,
      step: parsed.step,
      dialled: parsed.dialled.filter((source) => source !== null),
    },
    ends: parsed.ends.filter((when) => when !== null),
    begin: parsed.begin,
    continue: parsed.continue,
    otherwise: kind.otherwise,
    codeInText: kind.codeInText,
    answers: { con, end, ack },
  };
}

/** Every place of a request a template looks at. */
export function sourcesOf({ fields, ends, begin, continue: later, answers }: Template): readonly Source[] {
  const { dialled, ...single } = fields;
  const conditions = [...ends, begin, later].map((when) => when?.source);
  return [...Object.values(single), ...dialled, ...conditions, ...shownSources(answers)].filter(
    (source) => source !== null && source !== undefined,
  );
}

/** The places of a request whose values answers show. */
export function shownSources(answers: Template['answers']): readonly Source[] {
  return Object.values(answers)
    .flatMap(({ placeholders }) => placeholders)
    .map(({ what }) => what)
    .filter((what) => typeof what !== 'string');
}
