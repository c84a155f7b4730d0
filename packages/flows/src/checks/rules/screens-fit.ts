import { measureScreens, type ScreenFit } from '../../channels/fit.ts';
import type { Speech } from '../../channels/prompt.ts';
import { screensOf } from '../../channels/show-ussd.ts';
import { wordsOf } from '../../channels/words.ts';
import { standardSettings } from '../../document/flow.ts';
import type { ScreenLimits } from '../../engine/event.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { longestSpeeches } from '../speeches.ts';

/** `long-screen`, `cut-label`: what is shown at once on USSD fits one screen in every language, at its longest. */
export function screensFit(view: FlowView): Finding[] {
  const { screen } = view;
  const keys = { ...standardSettings.keys, ...view.flow.settings?.keys };
  return view.flow.languages.flatMap((language) => {
    const words = wordsOf(view.flow, language, 'ussd');
    return longestSpeeches(view, language, 'ussd', words).flatMap(({ block, speech }) => {
      const { pages, ...fit } = measureScreens(speech, screen, keys, words);
      if (pages <= 1) return [];
      const path = pointer('/blocks', block);
      const whole = measureScreens(speech, endless, keys, words);
      const shown = screensOf(speech, screen, keys, words);
      return [
        finding(
          'long-screen',
          path,
          `In "${language}" this takes ${pages} screens: with what is said before it, ${figures(whole, screen)}.${because(fit)}`,
        ),
        ...cutLabels(speech, shown, language, path),
      ];
    });
  });
}

const endless: ScreenLimits = { maxSeptets: Number.POSITIVE_INFINITY, maxUcs2: Number.POSITIVE_INFINITY };

function figures(whole: ScreenFit, { maxSeptets, maxUcs2 }: ScreenLimits): string {
  return whole.ucs2
    ? `it has ${whole.longestUcs2} characters, and a screen holds ${maxUcs2}`
    : `it has ${whole.longestSeptets} characters, and a screen holds ${maxSeptets}`;
}

function because({ culprits }: { culprits: readonly string[] }): string {
  const latin = culprits.filter((character) => /\p{Script=Latin}|\p{P}/u.test(character));
  return latin.length === 0
    ? ''
    : ` A screen holds so few because of ${latin.map((each) => `"${each}"`).join(', ')}.`;
}

function cutLabels({ prompt }: Speech, shown: readonly string[], language: string, path: string): Finding[] {
  return (prompt?.options ?? []).flatMap(({ label }, index) =>
    shown.some((screen) => screen.includes(`${index + 1} ${label}`))
      ? []
      : [
          finding(
            'cut-label',
            pointer(path, 'options', index, 'label'),
            `In "${language}" this choice is longer than a screen, and its end would be cut off: "${label.slice(0, 30)}…".`,
          ),
        ],
  );
}
