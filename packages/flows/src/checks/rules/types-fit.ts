import type { Operator, Value } from '../../document/condition.ts';
import { isDay } from '../../document/is-day.ts';
import { conditionsOf } from '../conditions-of.ts';
import { type Finding, finding, listed, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { type KnownNames, knownNames, type ValueShape } from '../known-names.ts';
import { nearest } from '../nearest.ts';

type Comparison = { readonly field: string; readonly op: Operator; readonly value?: Value };

/** `type-mismatch`, `impossible-value`, `missing-value`: a comparison that can never be true is a mistake. */
export function typesFit(view: FlowView): Finding[] {
  const names = knownNames(view.flow, view.others);
  return [...view.blocks].flatMap(([id, block]) =>
    conditionsOf(block, pointer('/blocks', id)).flatMap(({ part, path }) =>
      'field' in part ? judge(part, shapesOf(part.field, view, names), path) : [],
    ),
  );
}

function judge(comparison: Comparison, shapes: readonly ValueShape[] | null, path: string): Finding[] {
  const { field, op, value } = comparison;
  if (op === 'known' || op === 'unknown') return [];
  const at = pointer(path, 'value');
  if (value === undefined)
    return [finding('missing-value', path, `"${field}" is compared by "${op}" with nothing; add a "value".`)];
  if ((op === 'in' || op === 'not in') && !Array.isArray(value))
    return [finding('type-mismatch', at, `"${op}" needs a list of values, such as ["a", "b"].`)];
  if (shapes === null) return [];
  const complaints = shapes.map((shape) => complaint(comparison, value, shape));
  const [first] = complaints;
  return first == null || complaints.includes(null) ? [] : [finding(first.code, at, first.message)];
}

type Complaint = { readonly code: 'type-mismatch' | 'impossible-value'; readonly message: string } | null;

function complaint({ field, op }: Comparison, value: Value, shape: ValueShape): Complaint {
  if (shape.type === 'any' || op === 'contains' || op === 'starts with') return null;
  if (['<', '<=', '>', '>='].includes(op)) return complaintOfOrder(field, op, value, shape);
  if (shape.type === 'list' && (op === '=' || op === '!=') && !Array.isArray(value))
    return mismatch(`"${field}" holds several choices; ask by "has" whether "${value}" is among them.`);
  for (const each of Array.isArray(value)
    ? (value as readonly string[])
    : [value as Exclude<Value, readonly string[]>]) {
    const found = complaintOfValue(field, each, shape);
    if (found !== null) return found;
  }
  return null;
}

function complaintOfOrder(field: string, op: Operator, value: Value, shape: ValueShape): Complaint {
  if (shape.type === 'word' || shape.type === 'list' || shape.type === 'yes-no')
    return mismatch(`"${field}" is a choice, and choices have no order; "${op}" cannot compare them.`);
  if (shape.type === 'number' && !isNumeric(value))
    return mismatch(
      `"${field}" is a number and ${JSON.stringify(value)} is not; write a number without quotes.`,
    );
  return shape.type === 'date' ? complaintOfDay(field, value) : null;
}

function complaintOfValue(field: string, value: string | number | boolean, shape: ValueShape): Complaint {
  if (shape.type === 'number' && !isNumeric(value))
    return mismatch(`"${field}" is a number and ${JSON.stringify(value)} is not.`);
  if (shape.type === 'date') return complaintOfDay(field, value);
  if (shape.type === 'yes-no' && typeof value !== 'boolean')
    return mismatch(`"${field}" is yes or no; compare it with true or false, without quotes.`);
  if (shape.values === null || shape.values.includes(String(value))) return null;
  const near = nearest(String(value), shape.values);
  return {
    code: 'impossible-value',
    message: `"${field}" is never "${value}".${near === null ? ` It is ${listed(shape.values, 'or')}.` : ` Did you mean "${near}"?`}`,
  };
}

function shapesOf(field: string, { flow }: FlowView, names: KnownNames): readonly ValueShape[] | null {
  if (field === 'channel') return [{ type: 'word', values: ['ussd', 'sms'] }];
  if (field === 'language') return [{ type: 'word', values: flow.languages }];
  if (field === 'today') return [{ type: 'date', values: null }];
  const [root, name = '', part] = field.split('.');
  if (part === 'label') return [{ type: 'text', values: null }];
  if (root === 'answers') return names.answers.get(name) ?? null;
  return root === 'vars' ? (names.vars.get(name) ?? null) : null;
}

function mismatch(message: string): Complaint {
  return { code: 'type-mismatch', message };
}

function isNumeric(value: Value): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

function complaintOfDay(field: string, value: Value): Complaint {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(String(value)) ?? [];
  if (day === undefined) return mismatch(`"${field}" is a date; compare it with one such as "2026-12-31".`);
  return isDay(day) ? null : mismatch(`"${field}" is a date, and there is no day ${day}.`);
}
