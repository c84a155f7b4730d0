import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reservedWords } from './reserved-words.ts';

const gatewayWords: {
  languages: Record<string, { stop: string[]; start: string[] }>;
} = JSON.parse(
  readFileSync(new URL('../../../gateway/src/contacts/stop-words.json', import.meta.url), 'utf8'),
);

test.each(Object.keys(gatewayWords.languages).filter((language) => language !== 'en-carrier'))(
  'words the gateway takes for STOP and START in %s are no choices',
  (language) => {
    const reserved = reservedWords([language], []);
    const { stop = [], start = [] } = gatewayWords.languages[language] ?? {};
    expect(stop.map((word) => [word, reserved.get(word)])).toEqual(
      stop.map((word) => [word, 'stops all messages']),
    );
    expect(start.map((word) => [word, reserved.get(word)])).toEqual(
      start.map((word) => [word, 'asks for messages again']),
    );
  },
);
