import { measureSms } from '../../channels/fit.ts';
import { wordsOf } from '../../channels/words.ts';
import { writeSms } from '../../channels/write-sms.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { longestSpeeches } from '../speeches.ts';

/** `long-sms`: a question is one SMS of one segment, or it costs more each time it is asked. */
export function smsFit(view: FlowView): Finding[] {
  return view.flow.languages.flatMap((language) => {
    const words = wordsOf(view.flow, language, 'sms');
    return longestSpeeches(view, language, 'sms', words).flatMap(({ block, speech }) => {
      if (speech.prompt === null) return [];
      const question = writeSms({ ...speech, messages: [] }, words).join('\n');
      const { segments } = measureSms(question);
      return segments <= 1
        ? []
        : [
            finding(
              'long-sms',
              pointer('/blocks', block),
              `In "${language}" this question with its choices is ${question.length} characters as an SMS: ${segments} segments, each of which is paid for.`,
            ),
          ];
    });
  });
}
