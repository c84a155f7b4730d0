import { parse } from '@marcbachmann/cel-js';
import { compileField } from '../conditions/field.ts';
import type { Block } from '../document/blocks.ts';
import type { ChannelText } from '../document/flow.ts';
import { conditionsOf } from './conditions-of.ts';
import { pointer } from './finding.ts';
import type { FlowView } from './flow-view.ts';

/** Something a flow asks for by its path: `answers.age`, `vars.urgent`, `channel`. */
export type Reference = { readonly field: string; readonly path: string };
/** A text with `{{path}}` in it, or an expression, with its place. */
export type Source = { readonly source: string; readonly path: string };

/** Every text of a flow with braces in it: its texts in all languages, and the templates of its blocks. */
export function templatesOf({ flow, blocks }: FlowView): Source[] {
  const texts = Object.entries(flow.texts).flatMap(([key, byLanguage]) =>
    Object.entries(byLanguage).flatMap(([language, text]) =>
      wordings(text, pointer('/texts', key, language)),
    ),
  );
  return [
    ...texts,
    ...[...blocks].flatMap(([id, block]) => templatesOfBlock(block, pointer('/blocks', id))),
  ].filter(({ source }) => source.includes('{'));
}

/** Every CEL expression of a flow; `condition` where it has to give true or false. */
export function expressionsOf({ blocks }: FlowView): (Source & { readonly condition: boolean })[] {
  return [...blocks].flatMap(([id, block]) => {
    const path = pointer('/blocks', id);
    const conditions = conditionsOf(block, path).flatMap(({ part, path: at }) =>
      'cel' in part ? [{ source: part.cel, path: pointer(at, 'cel'), condition: true }] : [],
    );
    const values =
      block.kind === 'set'
        ? Object.entries(block.values).flatMap(([target, value]) =>
            typeof value === 'object' && 'cel' in value
              ? [{ source: value.cel, path: pointer(path, 'values', target, 'cel'), condition: false }]
              : [],
          )
        : [];
    return [...conditions, ...values];
  });
}

/** Every path a flow asks for, in conditions, texts and expressions. What does not parse is left out: another rule says so. */
export function referencesOf(view: FlowView): Reference[] {
  const compared = [...view.blocks].flatMap(([id, block]) =>
    conditionsOf(block, pointer('/blocks', id)).flatMap(({ part, path }) =>
      'field' in part ? [{ field: part.field, path: pointer(path, 'field') }] : [],
    ),
  );
  const shown = templatesOf(view).flatMap(({ source, path }) =>
    slotsOf(source).map((field) => ({ field, path })),
  );
  const computed = expressionsOf(view).flatMap(({ source, path }) =>
    fieldsOfCel(source).map((field) => ({ field, path })),
  );
  return [...compared, ...shown, ...computed];
}

/** Whether a path is one the engine knows; what is none is told by the rule about expressions. */
export function isField(path: string): boolean {
  try {
    compileField(path);
    return true;
  } catch {
    // It says what fields there are, which is not asked here.
    return false;
  }
}

/** Paths between `{{` and `}}`, without their filters. */
export function slotsOf(source: string): string[] {
  return [...source.matchAll(/\{\{([^{}]*)\}\}/gu)].map(([, inside = '']) =>
    (inside.split('|')[0] ?? '').trim(),
  );
}

function wordings(text: ChannelText, path: string): Source[] {
  return typeof text === 'string'
    ? [{ source: text, path }]
    : Object.entries(text).map(([channel, source]) => ({ source, path: pointer(path, channel) }));
}

function templatesOfBlock(block: Block, path: string): Source[] {
  switch (block.kind) {
    case 'http':
      return [
        { source: block.url, path: pointer(path, 'url') },
        ...deepTexts(block.headers ?? {}, pointer(path, 'headers')),
        ...deepTexts(block.body, pointer(path, 'body')),
      ];
    case 'send_sms':
      return block.to === undefined ? [] : [{ source: block.to, path: pointer(path, 'to') }];
    case 'task':
      return block.summary === undefined ? [] : [{ source: block.summary, path: pointer(path, 'summary') }];
    default:
      return [];
  }
}

function deepTexts(value: unknown, path: string): Source[] {
  if (typeof value === 'string') return [{ source: value, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => deepTexts(each, pointer(path, key)));
}

function fieldsOfCel(source: string): string[] {
  try {
    return fieldsOfNode(parse(source).ast);
  } catch {
    // It does not parse, and the rule about expressions says so with the place.
    return [];
  }
}

function fieldsOfNode(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(fieldsOfNode);
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return [];
  const { op, args } = node as { op: string; args: unknown };
  if ((op === '.' || op === '[]') && Array.isArray(args)) {
    const [inner, key] = args as [{ op?: string; args?: unknown }, unknown];
    const name = typeof key === 'string' ? key : (key as { args?: unknown } | undefined)?.args;
    if (inner?.op === 'id' && typeof name === 'string') return [`${String(inner.args)}.${name}`];
  }
  return fieldsOfNode(args);
}
