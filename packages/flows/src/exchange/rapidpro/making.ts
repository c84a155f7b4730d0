import type { Draft } from '../draft.ts';
import { answerNameOf } from '../names.ts';
import type { ReportLine } from '../report.ts';
import type { RapidFlow } from './definition.ts';

/** A flow of RapidPro while it is made into one of ours. */
export type Making = {
  readonly flow: RapidFlow;
  /** Its languages there, by our tags; the first is the flow's own. */
  readonly languages: ReadonlyMap<string, string>;
  /** Ids of the flows of the same export, by their UUIDs. */
  readonly flowIds: ReadonlyMap<string, string>;
  /** Results that became choices: their value is the name of the category. */
  readonly choices: ReadonlySet<string>;
  /** Results whose category is asked for somewhere and has to be kept. */
  readonly categories: ReadonlySet<string>;
  /** Results set here, and by any flow of the export. */
  readonly results: ReadonlySet<string>;
  readonly foreignResults: ReadonlySet<string>;
  readonly draft: Draft;
  readonly report: ReportLine[];
};

/** Adds a line to the report. */
export function tell(
  making: Pick<Making, 'flow' | 'report'>,
  kind: ReportLine['kind'],
  node: string | null,
  what: string,
  advice: string,
): void {
  making.report.push({ kind, place: { flow: making.flow.name, node }, what, advice });
}

/** The name RapidPro itself gives a result in expressions: `Favourite Color` is `favourite_color`; here it is that of an answer. */
export function resultKey(name: string): string {
  return answerNameOf(name.trim());
}

/**
 * Words of a thing in every language of the flow, the own ones where a language has none.
 *
 * @param own as they stand in the flow's own language
 */
export function wordsOf(
  making: Making,
  uuid: string,
  property: string,
  own: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...making.languages].map(([tag, language]) => {
      const found = making.flow.localization.get(language)?.get(uuid)?.get(property);
      return [tag, found === undefined || found.every((word) => word === '') ? own : found];
    }),
  );
}

/** Whether a language lacks words of a thing. */
export function missingIn(making: Making, uuid: string, property: string): string[] {
  return [...making.languages]
    .slice(1)
    .filter(([, language]) => making.flow.localization.get(language)?.get(uuid)?.get(property) === undefined)
    .map(([tag]) => tag);
}
