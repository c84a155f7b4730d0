import type { Finding } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { allReachable } from './all-reachable.ts';
import { exitsLeadSomewhere } from './exits-lead-somewhere.ts';
import { noDeadEnds } from './no-dead-ends.ts';
import { noEndlessLoops } from './no-endless-loops.ts';
import { textsTranslated } from './texts-translated.ts';

export type Rule = (view: FlowView) => Finding[];

/** Everything a flow is checked for, in the order people should repair it. */
export const rules: readonly Rule[] = [
  exitsLeadSomewhere,
  noDeadEnds,
  noEndlessLoops,
  allReachable,
  textsTranslated,
];
