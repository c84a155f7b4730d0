import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BlockKind, blockSchemas, questionKinds } from '../document/blocks.ts';
import { type Case, playCase, preparedCase } from './play-case.fixture.ts';
import { blockKinds } from './registry.ts';

const kinds = Object.keys(blockSchemas) as readonly BlockKind[];

function casesFile(kind: BlockKind): URL {
  return new URL(`./${kind.replace('_', '-')}.cases.json`, import.meta.url);
}

describe('every kind of block', () => {
  it('is made ready by one entry', () => {
    expect(Object.keys(blockKinds).sort()).toEqual([...kinds].sort());
  });

  it('has cases', () => {
    expect(kinds.filter((kind) => !existsSync(casesFile(kind)))).toEqual([]);
  });
});

describe.each(kinds)('%s', (kind) => {
  const cases = JSON.parse(readFileSync(casesFile(kind), 'utf8')) as readonly Case[];

  it('waits for a person if it is a question', () => {
    const documents = cases.flatMap((one) => [...preparedCase(one).documents.values()]);
    const found = documents
      .flatMap(({ blocks }) => [...blocks.values()])
      .filter(({ block }) => block.kind === kind);
    const types = new Set(found.map(({ ready }) => ready.type));
    expect([...types]).toEqual([
      (questionKinds as readonly BlockKind[]).includes(kind) ? 'question' : 'action',
    ]);
  });

  it.each(cases)('$name', (one) => {
    for (const { effects, expected } of playCase(one)) {
      expect(effects).toMatchObject(expected);
      expect(effects).toHaveLength(expected.length);
    }
  });
});
