import { expect, test } from 'vitest';
import { reservedWords } from './reserved-words.ts';
import { foldStopWord, stopWords } from './stop-words.ts';

test.each(Object.keys(stopWords.languages).filter((language) => language !== 'en-carrier'))(
  'words for STOP and START in %s are no choices',
  (language) => {
    const reserved = reservedWords([language], []);
    const { stop = [], start = [] } = stopWords.languages[language] ?? {};
    const meaningOf = (word: string) => [word, reserved.get(foldStopWord(word))];
    expect(stop.map(meaningOf)).toEqual(stop.map((word) => [word, 'stops all messages']));
    expect(start.map(meaningOf)).toEqual(start.map((word) => [word, 'asks for messages again']));
  },
);
