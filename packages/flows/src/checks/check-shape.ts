import { describePattern } from './describe-pattern.ts';
import { type Finding, finding, listed, pointer } from './finding.ts';
import { suggestion } from './nearest.ts';

/** The part of JSON Schema the document's schemas are made of. */
export type Shape = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
};

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What of a value does not fit its schema, in sentences. Where a schema allows one of several shapes, it is held against the one
 * it was meant to be: the kind a block names, or the shape that shares most of its keys. So nobody reads why a question
 * is not a web service.
 */
export function checkShape(shape: Shape, value: unknown, path: string, defs = shape.$defs): Finding[] {
  if (shape.$ref !== undefined) return checkShape(defs?.[shape.$ref] ?? {}, value, path, defs);
  if (shape.anyOf) return checkOneOf(shape.anyOf, value, path, defs);
  if ('const' in shape && value !== shape.const)
    return [wrong(path, `${show(value)} should be ${show(shape.const)} here.`)];
  if (shape.enum && !shape.enum.includes(value)) return [notOneOf(shape.enum, value, path)];
  switch (shape.type) {
    case 'object':
      return isObject(value) ? checkMembers(shape, value, path, defs) : [notA(shape, value, path)];
    case 'array':
      return Array.isArray(value) ? checkItems(shape, value, path, defs) : [notA(shape, value, path)];
    case 'string':
      return typeof value === 'string' ? checkString(shape, value, path) : [notA(shape, value, path)];
    case 'number':
    case 'integer':
      return typeof value === 'number' ? checkNumber(shape, value, path) : [notA(shape, value, path)];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [notA(shape, value, path)];
    default:
      return [];
  }
}

function checkMembers(shape: Shape, value: JsonObject, path: string, defs: Shape['$defs']): Finding[] {
  const known = Object.keys(shape.properties ?? {});
  const patterns = Object.entries(shape.patternProperties ?? {});
  const findings = Object.entries(value).flatMap(([key, member]) => {
    const at = pointer(path, key);
    const property = Object.hasOwn(shape.properties ?? {}, key) ? shape.properties?.[key] : undefined;
    if (property) return checkShape(property, member, at, property.$defs ?? defs);
    const pattern = patterns.find(([source]) => new RegExp(source, 'u').test(key));
    if (pattern) return checkShape(pattern[1], member, at, pattern[1].$defs ?? defs);
    if (patterns.length > 0)
      return [
        finding(
          'bad-name',
          at,
          `"${key}" cannot be a name here: it should be ${describePattern(patterns[0]?.[0])}.`,
        ),
      ];
    if (shape.additionalProperties !== false) return [];
    return [finding('unknown-key', at, unknownKey(key, known))];
  });
  const missing = (shape.required ?? []).filter((key) => !Object.hasOwn(value, key));
  for (const key of missing) findings.push(finding('missing-key', path, `"${key}" is missing here.`));
  const size = Object.keys(value).length;
  if (size < (shape.minProperties ?? 0)) findings.push(wrong(path, 'This is empty; at least one is needed.'));
  if (size > (shape.maxProperties ?? Number.POSITIVE_INFINITY))
    findings.push(wrong(path, `There are ${size} here; at most ${shape.maxProperties} are allowed.`));
  return findings;
}

function checkItems(shape: Shape, value: readonly unknown[], path: string, defs: Shape['$defs']): Finding[] {
  const findings = value.flatMap((item, index) =>
    checkShape(shape.items ?? {}, item, pointer(path, index), shape.items?.$defs ?? defs),
  );
  if (value.length < (shape.minItems ?? 0))
    findings.push(wrong(path, `This list has ${value.length} items; at least ${shape.minItems} are needed.`));
  if (value.length > (shape.maxItems ?? Number.POSITIVE_INFINITY))
    findings.push(wrong(path, `This list has ${value.length} items; at most ${shape.maxItems} are allowed.`));
  if (shape.uniqueItems)
    value.forEach((item, index) => {
      if (value.indexOf(item) < index)
        findings.push(wrong(pointer(path, index), `${show(item)} stands twice in this list.`));
    });
  return findings;
}

function checkString(shape: Shape, value: string, path: string): Finding[] {
  const length = [...value].length;
  if (length < (shape.minLength ?? 0))
    return [wrong(path, 'This text is empty; write something or take the key away.')];
  if (length > (shape.maxLength ?? Number.POSITIVE_INFINITY))
    return [wrong(path, `This text has ${length} characters; at most ${shape.maxLength} are allowed.`)];
  if (shape.pattern !== undefined && !new RegExp(shape.pattern, 'u').test(value))
    return [wrong(path, `${show(value)} should be ${describePattern(shape.pattern)}.`)];
  return [];
}

function checkNumber(shape: Shape, value: number, path: string): Finding[] {
  if (shape.type === 'integer' && !Number.isInteger(value))
    return [wrong(path, `${value} should be a whole number.`)];
  if (value < (shape.minimum ?? Number.NEGATIVE_INFINITY))
    return [wrong(path, `${value} is too small; the least is ${shape.minimum}.`)];
  if (value > (shape.maximum ?? Number.POSITIVE_INFINITY))
    return [wrong(path, `${value} is too large; the most is ${shape.maximum}.`)];
  return [];
}

function checkOneOf(shapes: readonly Shape[], value: unknown, path: string, defs: Shape['$defs']): Finding[] {
  const alternatives = shapes.flatMap((shape) => shape.anyOf ?? [shape]);
  if (isObject(value)) {
    const objects = alternatives.filter(({ type }) => type === 'object');
    const kinds = objects.flatMap(({ properties }) => properties?.kind?.const ?? []);
    if (kinds.length > 0) return checkKind(objects, kinds, value, path, defs);
    const meant = mostAlike(objects, value);
    return meant ? checkShape(meant, value, path, defs) : [notAnyOf(alternatives, value, path)];
  }
  const sameType = alternatives.find((shape) => jsonTypes(value).includes(shape.type ?? ''));
  return sameType ? checkShape(sameType, value, path, defs) : [notAnyOf(alternatives, value, path)];
}

function checkKind(
  shapes: readonly Shape[],
  kinds: readonly unknown[],
  value: JsonObject,
  path: string,
  defs: Shape['$defs'],
): Finding[] {
  const shape = shapes.find(({ properties }) => properties?.kind?.const === value.kind);
  if (shape) return checkShape(shape, value, path, defs);
  if (value.kind === undefined)
    return [
      finding('missing-key', path, `"kind" is missing here: one of ${listed(kinds.map(String), 'or')}.`),
    ];
  return [notOneOf(kinds, value.kind, pointer(path, 'kind'), 'unknown-kind')];
}

function mostAlike(shapes: readonly Shape[], value: JsonObject): Shape | undefined {
  const shared = (shape: Shape) =>
    Object.keys(value).filter((key) => Object.hasOwn(shape.properties ?? {}, key)).length;
  return shapes.toSorted((left, right) => shared(right) - shared(left))[0];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = suggestion(key, known);
  return `"${key}" means nothing here.${near || ` Known are ${listed(known)}.`}`;
}

function notOneOf(
  allowed: readonly unknown[],
  value: unknown,
  path: string,
  code: 'wrong-value' | 'unknown-kind' = 'wrong-value',
): Finding {
  const words = allowed.map(String);
  const near = typeof value === 'string' ? suggestion(value, words) : '';
  return finding(
    code,
    path,
    `${show(value)} is none of ${words.map((word) => `"${word}"`).join(', ')}.${near}`,
  );
}

function notA(shape: Shape, value: unknown, path: string): Finding {
  return finding('wrong-type', path, `${show(value)} should be ${describe(shape)}.`);
}

function notAnyOf(shapes: readonly Shape[], value: unknown, path: string): Finding {
  return finding(
    'wrong-type',
    path,
    `${show(value)} should be ${[...new Set(shapes.map(describe))].join(' or ')}.`,
  );
}

function wrong(path: string, message: string): Finding {
  return finding('wrong-value', path, message);
}

function describe(shape: Shape): string {
  switch (shape.type) {
    case 'object':
      return shape.required?.length === 1 ? `an object with "${shape.required[0]}"` : 'an object ({ … })';
    case 'array':
      return 'a list ([ … ])';
    case 'string':
      return 'a text in quotes';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number without quotes';
    case 'boolean':
      return 'true or false';
    default:
      return 'something else';
  }
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'This list';
  if (isObject(value)) return 'This object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonTypes(value: unknown): readonly string[] {
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return ['number', 'integer'];
  return value === null ? [] : [typeof value];
}
