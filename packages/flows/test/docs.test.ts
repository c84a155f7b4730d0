import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import broken from '../src/checks/broken.cases.json' with { type: 'json' };
import { exitsOf } from '../src/checks/exits.ts';
import { findingCodes } from '../src/checks/finding-codes.ts';
import { type Block, type BlockKind, blockSchemas } from '../src/document/blocks.ts';
import { settingsSchema } from '../src/document/flow.ts';

const page = (name: string) => readFileSync(new URL(`../../../docs/flows/${name}`, import.meta.url), 'utf8');

describe('docs/flows/README.md', () => {
  const text = page('README.md');
  test('names every setting', () => {
    for (const name of Object.keys(settingsSchema.properties)) expect(text).toContain(`| \`${name}\` |`);
  });

  test.each(['resumeMinutes', 'tries', 'expireAfterMinutes'] as const)('%s: says what is allowed', (name) => {
    const { minimum, maximum } = settingsSchema.properties[name] as unknown as Record<string, number>;
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(`| ${minimum} to ${maximum?.toLocaleString('en')}`);
  });
});

describe('docs/flows/blocks.md', () => {
  const sections = new Map(
    page('blocks.md')
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section]),
  );

  test('has a section for every kind, and no other', () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(blockSchemas).sort());
  });

  test.each(Object.keys(blockSchemas) as BlockKind[])('%s: names every field and exit', (kind) => {
    const section = sections.get(kind) ?? '';
    const fields = Object.keys(blockSchemas[kind].properties).filter(
      (name) => !['kind', 'note', 'exits'].includes(name),
    );
    const bare = { kind, optional: true, options: [], cases: [] } as unknown as Block;
    const exits = exitsOf(bare).map(({ name }) => name);
    for (const name of [...fields, ...exits]) expect(section).toContain(`\`${name}\``);
  });
});

describe('docs/flows/checks.md', () => {
  const rows = [...page('checks.md').matchAll(/^\| `([a-z-]+)` \| (\*\*error\*\*|\*warning\*) \|/gm)];

  test('lists every code with its severity, and no other', () => {
    const listed = rows.map(([, code = '', severity = '']) => [code, severity.replaceAll('*', '')]);
    expect(Object.fromEntries(listed)).toEqual(findingCodes);
    expect(listed).toHaveLength(Object.keys(findingCodes).length);
  });

  test('every code has a broken example', () => {
    const shown = new Set([...broken.map(({ code }) => code), 'too-large']);
    expect([...shown].sort()).toEqual(Object.keys(findingCodes).sort());
  });
});
