import type { Finding } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { allReachable } from './all-reachable.ts';
import { answersKept } from './answers-kept.ts';
import { boundsHold } from './bounds-hold.ts';
import { choicesDistinct } from './choices-distinct.ts';
import { consentFirst } from './consent-first.ts';
import { exitsLeadSomewhere } from './exits-lead-somewhere.ts';
import { expressionsCompile } from './expressions-compile.ts';
import { flowsCalledKnown } from './flows-called-known.ts';
import { languagesSet } from './languages-set.ts';
import { lettersCheap } from './letters-cheap.ts';
import { noDeadEnds } from './no-dead-ends.ts';
import { noEndlessLoops } from './no-endless-loops.ts';
import { ownWordsThere } from './own-words-there.ts';
import { placeholdersWhole } from './placeholders-whole.ts';
import { referencesKnown } from './references-known.ts';
import { screensFit } from './screens-fit.ts';
import { servicesAddressable } from './services-addressable.ts';
import { settingsSensible } from './settings-sensible.ts';
import { smsFit } from './sms-fit.ts';
import { textsTranslated } from './texts-translated.ts';
import { typesFit } from './types-fit.ts';
import { wordsReserved } from './words-reserved.ts';

export type Rule = (view: FlowView) => Finding[];

/** Everything a flow is checked for, in the order people should repair it. */
export const rules: readonly Rule[] = [
  exitsLeadSomewhere,
  noDeadEnds,
  noEndlessLoops,
  allReachable,
  textsTranslated,
  ownWordsThere,
  languagesSet,
  choicesDistinct,
  wordsReserved,
  flowsCalledKnown,
  expressionsCompile,
  placeholdersWhole,
  referencesKnown,
  typesFit,
  boundsHold,
  servicesAddressable,
  consentFirst,
  answersKept,
  settingsSensible,
  screensFit,
  smsFit,
  lettersCheap,
];
