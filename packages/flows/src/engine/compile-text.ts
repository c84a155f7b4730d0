import type { Text } from '../blocks/ready.ts';
import { wordingOf } from '../channels/wording.ts';
import { BadExpression } from '../conditions/bad-expression.ts';
import { own } from '../conditions/scope.ts';
import { storable } from '../conditions/storable.ts';
import { compileTemplate, type Template } from '../conditions/template.ts';
import type { ChannelText, Flow } from '../document/flow.ts';
import type { Channel } from './state.ts';

/** UTF-16 units: as long as an author may write. What is filled in may make it longer, and nobody reads that. */
const longestText = 4000;
/** Of what is filled in: a person who wrote ten segments gets their question all the same, and not their own words without it. */
const longestValue = 300;

type Wordings = Readonly<Record<Channel, Template>>;

/**
 * A flow's text made ready in all its languages: in that of the run, else in the flow's first, else in whichever there is.
 *
 * @throws BadExpression where the flow has no such text, or one that cannot be filled in
 */
export function compileText(flow: Flow, key: string): Text {
  const texts = Object.entries(own(flow.texts, key) ?? {});
  const byLanguage = new Map(texts.map(([language, text]) => [language, wordings(text)]));
  const standard = byLanguage.get(flow.languages[0]) ?? [...byLanguage.values()][0];
  if (standard === undefined) throw new BadExpression(`There is no text "${key}".`);
  return (scope, channel = scope.channel) => {
    const text = (byLanguage.get(scope.language) ?? standard)[channel](scope, shortened);
    return text.length > longestText ? storable(text, longestText) : text;
  };
}

function shortened(value: string): string {
  return value.length > longestValue ? `${storable(value, longestValue)}...` : value;
}

function wordings(text: ChannelText): Wordings {
  const ussd = wordingOf(text, 'ussd');
  const sms = wordingOf(text, 'sms');
  const template = compileTemplate(ussd);
  return { ussd: template, sms: sms === ussd ? template : compileTemplate(sms) };
}
