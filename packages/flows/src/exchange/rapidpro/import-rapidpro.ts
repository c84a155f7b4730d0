import { type Flow, limits } from '../../document/flow.ts';
import { newDraft } from '../draft.ts';
import { languageTagOf } from '../language-tags.ts';
import { flowIdOf, freeName } from '../names.ts';
import { withOwnWords } from '../own-words.ts';
import { eachOnce, type ReportLine } from '../report.ts';
import { list, type RapidFlow, readDefinition, record, text } from './definition.ts';
import { categoryVariable } from './expressions.ts';
import { type Making, tell } from './making.ts';
import { reachedNodes } from './reached-nodes.ts';
import { categoriesOf, fieldsSetIn, resultsOf } from './results.ts';
import { weaveFlow } from './weave-flow.ts';

const OLDEST = 13;
const NEWEST = 14;

/**
 * Makes flows of an export of RapidPro or TextIt (`{ version, site, flows }`, flows of specification 13 and 14), or of a single flow.
 * The report has a line for everything that was not carried over as it stands.
 *
 * @param json the parsed file
 */
export function importRapidPro(json: unknown): { flows: Flow[]; report: ReportLine[] } {
  const report: ReportLine[] = [];
  const file = record(json);
  const single = 'nodes' in file && !('flows' in file);
  const version = Number.parseInt(text(file.version), 10);
  const place = { flow: 'export', node: null };
  if (!single && !Array.isArray(file.flows)) {
    report.push({
      kind: 'error',
      place,
      what: 'The file has no "flows".',
      advice: 'Export flows from RapidPro or TextIt as JSON.',
    });
    return { flows: [], report };
  }
  if (!single && version < OLDEST) {
    const what = `The export is of version ${text(file.version)}; 13 is the oldest that is read.`;
    report.push({
      kind: 'error',
      place,
      what,
      advice: 'Export the flows again from a current version of RapidPro or TextIt.',
    });
    return { flows: [], report };
  }
  const definitions = (single ? [file] : list(file.flows)).map((each) =>
    pruned(readDefinition(each), report),
  );
  const taken = new Set<string>();
  const flowIds = new Map(definitions.map(({ uuid, name }) => [uuid, freeName(flowIdOf(name), taken, '-')]));
  const shared = {
    results: new Set(definitions.flatMap((each) => [...resultsOf(each)])),
    categories: categoriesOf(definitions),
  };
  const flows = definitions.flatMap((definition) => {
    const flow = importFlow(definition, flowIds, shared, report);
    return flow === null ? [] : [flow];
  });
  for (const kept of ['campaigns', 'triggers'] as const) {
    const count = list(file[kept]).length;
    if (count === 0) continue;
    const advice =
      kept === 'triggers'
        ? 'Let a keyword or a service code lead to the flow.'
        : 'Start the survey by its trigger.';
    report.push({ kind: 'lost', place, what: `${count} ${kept} of the export were left out.`, advice });
  }
  return { flows, report: eachOnce(report) };
}

/** A flow without the nodes nobody comes to, which are told of. */
function pruned(flow: RapidFlow, report: ReportLine[]): RapidFlow {
  const { reached, left } = reachedNodes(flow);
  for (const { uuid } of left) {
    const advice = 'Nothing to do, unless a way to it is missing.';
    tell({ flow, report }, 'lost', uuid, 'Nobody comes to this node, so it was left out.', advice);
  }
  return { ...flow, nodes: reached };
}

function importFlow(
  flow: RapidFlow,
  flowIds: ReadonlyMap<string, string>,
  shared: { readonly results: ReadonlySet<string>; readonly categories: ReadonlySet<string> },
  report: ReportLine[],
): Flow | null {
  const about = { flow, report };
  const spec = Number.parseInt(flow.specVersion, 10);
  if (!(spec >= OLDEST && spec <= NEWEST)) {
    const what = `The flow is of specification "${flow.specVersion}"; 13 and 14 are read.`;
    tell(about, 'error', null, what, 'Export it again from a current version of RapidPro or TextIt.');
    return null;
  }
  if (flow.type !== '' && !flow.type.startsWith('messaging')) {
    tell(
      about,
      'changed',
      null,
      `The flow is of type "${flow.type}", not for messages.`,
      'Look at every text.',
    );
  }
  const languages = languagesOf(flow, report);
  const said = { flow, languages, flowIds, foreignResults: shared.results };
  const made = weaveUntilKnown({ ...said, results: resultsOf(flow), categories: shared.categories }, report);
  if (made === null) return null;
  const size = Object.keys(made.blocks).length;
  if (size > limits.blocks) {
    tell(
      about,
      'error',
      null,
      `The flow would have ${size} blocks; ${limits.blocks} may be.`,
      'Divide it into several.',
    );
    return null;
  }
  const { flow: worded, languages: without } = withOwnWords(made);
  if (without.length > 0) {
    const what = `We have no words of our own in ${without.join(', ')}, such as for a wrong entry; others stand in.`;
    tell(about, 'changed', null, what, 'Translate the texts that begin with "ujumbe.".');
  }
  return worded;
}

/**
 * Weaves a flow, and again without the results that turned out to be set nowhere in it, since what asks for them has to be left out.
 * Each round knows fewer, so it ends.
 */
function weaveUntilKnown(
  said: Omit<Making, 'draft' | 'report' | 'choices'>,
  report: ReportLine[],
): Flow | null {
  const [first = 'en', ...others] = said.languages.keys();
  const draft = newDraft([first, ...others]);
  const lines: ReportLine[] = [];
  const making: Making = { ...said, choices: new Set(), draft, report: lines };
  const made = weaveFlow(making, said.flowIds.get(said.flow.uuid) ?? flowIdOf(said.flow.name));
  const kept = made === null ? null : fieldsSetIn(made);
  const results = new Set([...said.results].filter((key) => kept?.has(`answers.${key}`)));
  const categories = new Set(
    [...said.categories].filter(
      (key) =>
        !said.results.has(key) || making.choices.has(key) || kept?.has(`vars.${categoryVariable(key)}`),
    ),
  );
  const known = results.size === said.results.size && categories.size === said.categories.size;
  if (made !== null && !known) return weaveUntilKnown({ ...said, results, categories }, report);
  report.push(...lines);
  return made;
}

/** Languages by our tags, the flow's own first. `base` and `und` say that nobody said. */
function languagesOf(flow: RapidFlow, report: ReportLine[]): Map<string, string> {
  const unsaid = ['', 'base', 'und'].includes(flow.language);
  if (unsaid) {
    tell(
      { flow, report },
      'changed',
      null,
      'The flow does not say which language it is in; it was taken for English (en).',
      'Change "languages" and the texts.',
    );
  }
  const languages = new Map([[unsaid ? 'en' : tagOf(flow.language), flow.language]]);
  for (const language of flow.localization.keys()) {
    const tag = tagOf(language);
    if (!languages.has(tag)) languages.set(tag, language);
  }
  return languages;
}

/** RapidPro has codes of three letters (ISO 639-3). */
function tagOf(code: string): string {
  const { tag, known } = languageTagOf(code);
  return known || !/^[a-z]{3}$/i.test(code) ? tag : code.toLowerCase();
}
