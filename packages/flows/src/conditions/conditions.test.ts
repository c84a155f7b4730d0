import { describe, expect, it } from 'vitest';
import type { Condition, Operator, Value } from '../document/condition.ts';
import { BadExpression } from './bad-expression.ts';
import celCases from './cel.cases.json' with { type: 'json' };
import compareCases from './compare.cases.json' with { type: 'json' };
import { compare } from './compare.ts';
import { compileComputed, compileCondition } from './condition.ts';
import { someScope } from './scope.fixture.ts';
import templateCases from './template.cases.json' with { type: 'json' };
import { compileTemplate } from './template.ts';
import { newWork, TooMuchWork } from './work.ts';

describe('compare', () => {
  it.each(compareCases)('$held $op $value: $holds', ({ held, op, value, holds }) => {
    expect(compare(held as Value | undefined, op as Operator, value as Value | undefined)).toBe(holds);
  });
});

describe('expressions', () => {
  it.each(celCases)('$cel', ({ cel, value, fails, refused }) => {
    if (refused !== undefined) {
      expect(() => compileComputed({ cel })).toThrow(BadExpression);
      expect(() => compileComputed({ cel })).toThrow(refused);
      return;
    }
    const compute = compileComputed({ cel });
    if (fails === undefined) expect(compute(someScope)).toEqual(value);
    else expect(() => compute(someScope)).toThrow(fails);
  });

  it('hold at most 500 nodes', () => {
    const sum = (terms: number) => Array.from({ length: terms }, () => '1').join(' + ');
    expect(() => compileComputed({ cel: `size([${sum(30)}]) + ${sum(10)}` })).not.toThrow();
    expect(() => compileComputed({ cel: sum(300) })).toThrow(BadExpression);
  });

  it('that are conditions give true or false', () => {
    expect(() => compileCondition({ cel: '1 + 1' })).toThrow(/true or false/);
    expect(() => compileCondition({ cel: 'contact.name' })(someScope)).toThrow(/true or false/);
  });

  it('give values no longer than values may be', () => {
    const long = { ...someScope, vars: { long: 'x'.repeat(1500) } };
    expect(compileComputed({ cel: 'vars.long + vars.long' })(long)).toHaveLength(2000);
  });
});

describe('what an expression says of its failure', () => {
  const secret = 'Zawadi-7731';
  it.each([
    'vars[vars.secret] == 1',
    'bool(vars.secret)',
    'now.getHours(vars.secret)',
    'duration(vars.secret)',
    'timestamp(vars.secret)',
    'int(vars.secret)',
    'bytes(vars.secret).json()',
    'vars.secret + 1 == 2',
    'vars.secret && true',
    'vars.list[vars.number]',
  ])('holds nothing of what a person said: %s', (cel) => {
    const scope = { ...someScope, vars: { secret, list: [secret], number: 7731 } };
    expect(() => compileComputed({ cel })(scope)).toThrow(BadExpression);
    expect(() => compileComputed({ cel })(scope)).not.toThrow(/Zawadi|7731/);
  });
});

describe('the work of a step', () => {
  const list = Array.from({ length: 50 }, () => 'x'.repeat(200));
  const scope = () => ({ ...someScope, vars: { text: 'a'.repeat(2000), list }, work: newWork() });
  const spent = (cel: string) => {
    const used = scope();
    compileComputed({ cel })(used);
    return newWork().left - used.work.left;
  };

  it('is done at most so long', () => {
    const one = compileComputed({ cel: 'vars.list.exists(x, (x + x + x).contains("zz"))' });
    const used = scope();
    const often = () => {
      for (let times = 0; times < 10_000; times++) one(used);
    };
    expect(often).toThrow(TooMuchWork);
  });

  it.each([
    'vars.text.split("").join(vars.text).split("").join(vars.text)',
    `(${Array(45).fill('vars.text').join(' + ')}).contains(${Array(45).fill('vars.text').join(' + ')})`,
  ])('is not begun where it is too much: %s', (cel) => {
    expect(() => compileComputed({ cel })(scope())).toThrow(TooMuchWork);
  });

  it('leaves room for what authors write', () => {
    const room = newWork().left / 500;
    expect(spent('has(answers.age) && answers.age >= 18 && answers.age < 60')).toBeLessThan(room);
    expect(spent('"Hi " + contact.name + " from " + contact.ward')).toBeLessThan(room);
    expect(spent('contact.full.split(" ").exists(word, word in ["ndiaye", "sow"])')).toBeLessThan(room);
  });
});

describe('conditions', () => {
  const yes: Condition = { field: 'answers.need', op: '=', value: 'water' };
  const no: Condition = { field: 'answers.age', op: '<', value: 18 };
  it.each([
    [{ all: [yes, { not: no }] }, true],
    [{ all: [yes, no] }, false],
    [{ all: [] }, true],
    [{ any: [no, yes] }, true],
    [{ any: [] }, false],
    [{ not: { any: [no, { cel: 'answers.age > 60' }] } }, true],
    [{ field: 'contact.ward', op: '=', value: 'North' }, true],
    [{ field: 'contact.constructor', op: 'known' }, false],
    [{ field: 'today', op: '>', value: '2026-11-22' }, true],
  ] as readonly [Condition, boolean][])('%j: %s', (condition, holds) => {
    expect(compileCondition(condition)(someScope)).toBe(holds);
  });

  it('stand in each other at most 20 deep', () => {
    const nested = (depth: number): Condition => (depth === 0 ? yes : { not: nested(depth - 1) });
    expect(compileCondition(nested(18))(someScope)).toBe(true);
    expect(() => compileCondition(nested(20))).toThrow(/20 deep/);
  });

  it('ask about fields there are', () => {
    expect(() => compileCondition({ all: [{ not: { field: 'age', op: 'known' } }] })).toThrow(BadExpression);
  });
});

describe('templates', () => {
  it.each(templateCases)('$template', ({ template, language, text, refused }) => {
    if (refused === undefined) {
      expect(compileTemplate(template)({ ...someScope, language: language ?? 'en' })).toBe(text);
    } else {
      expect(() => compileTemplate(template)).toThrow(refused);
    }
  });

  it('encode what is filled in, and nothing else', () => {
    expect(compileTemplate('/a b/{{contact.full}}')(someScope, encodeURIComponent)).toBe(
      '/a b/a%C3%AFssatou%20ndiaye',
    );
  });
});
