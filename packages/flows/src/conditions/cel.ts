import { Environment } from '@marcbachmann/cel-js';
import type { Value } from '../document/condition.ts';
import { limits } from '../document/flow.ts';
import { BadExpression } from './bad-expression.ts';
import { celFailure } from './cel-failure.ts';
import { measureCel } from './measure-cel.ts';
import { refuseCostly } from './refuse-costly.ts';
import type { Scope } from './scope.ts';
import { storable } from './storable.ts';
import { todayIn } from './today.ts';
import { spend } from './work.ts';

/** Longest text a value may be, in UTF-16 units, and most items of a list. */
export const valueLimits = { text: 2000, items: 50, item: 200 } as const;

/** Units of work for an expression, whatever it says, and for each value it could ask about. */
const workPerExpression = 3000;
const workPerName = 100;

let environment: Environment | undefined;

/**
 * An expression made ready. It sees `answers`, `vars`, `contact` and `params` (values by name), `session` (texts by name),
 * `channel`, `language`, `now` (a timestamp) and `today` (`YYYY-MM-DD`).
 *
 * Evaluating it throws BadExpression where it fails, with nothing in it of what a person said, and TooMuchWork.
 *
 * @throws BadExpression for what does not parse or type-check, has more than 500 nodes, or is costly by itself, as a pattern is
 */
export function compileCel(source: string, wanted: 'bool' | 'any'): (scope: Scope) => unknown {
  environment ??= newEnvironment();
  const parsed = parse(environment, source);
  refuseCostly(parsed.ast, source);
  const measure = measureCel(parsed.ast);
  const { valid, type, error } = parsed.check();
  if (!valid) throw bad(source, error);
  if (wanted === 'bool' && type !== 'bool' && type !== 'dyn') {
    throw new BadExpression(
      `The condition "${source}" gives ${type}. A condition has to give true or false.`,
    );
  }
  return (scope) => {
    spend(scope.work, workPerExpression + namesIn(scope) * workPerName);
    const context = contextOf(scope);
    spend(scope.work, measure(context));
    try {
      return parsed(context);
    } catch (error) {
      throw celFailure(source, error);
    }
  };
}

/** A result as the truth of a condition. Throws for anything else. */
export function readBoolean(result: unknown): boolean {
  if (typeof result === 'boolean') return result;
  throw new BadExpression(`An expression gave ${typeof result} where a condition needs true or false.`);
}

/** A result as a value: whole numbers as numbers, times as texts, long texts shortened. Throws for what no value can be. */
export function readValue(result: unknown): Value {
  if (typeof result === 'string') return storable(result, valueLimits.text);
  if (typeof result === 'boolean') return result;
  if (typeof result === 'bigint') return readValue(Number(result));
  if (typeof result === 'number' && Number.isFinite(result)) return result;
  if (result instanceof Date && !Number.isNaN(result.getTime())) return result.toISOString();
  if (Array.isArray(result)) return result.slice(0, valueLimits.items).map(readItem);
  throw new BadExpression('An expression gave what is no text, number, truth or list of texts.');
}

function readItem(item: unknown): string {
  return storable(String(readValue(Array.isArray(item) ? null : item)), valueLimits.item);
}

function parse(environment: Environment, source: string) {
  try {
    return environment.parse(source);
  } catch (error) {
    throw bad(source, error);
  }
}

function bad(source: string, error: unknown): BadExpression {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return new BadExpression(`The expression "${source}" cannot be used: ${first}.`);
}

function namesIn({ answers, contact, facts }: Scope): number {
  return Object.keys(answers).length + Object.keys(contact).length + Object.keys(facts.contact).length;
}

function contextOf(scope: Scope): Record<string, unknown> {
  const { facts, vars, contact, channel, language, flowId, now } = scope;
  const answers: Record<string, Value> = Object.create(null);
  for (const name of Object.keys(scope.answers)) answers[name] = scope.answers[name]?.value ?? '';
  return {
    answers,
    vars,
    contact: { ...facts.contact, ...contact },
    params: facts.params,
    session: { reference: facts.reference, msisdn: facts.msisdn, country: facts.country, flow: flowId },
    channel,
    language,
    now: new Date(now),
    today: todayIn(facts.country, now),
  };
}

function newEnvironment(): Environment {
  const fresh = new Environment({
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: limits.expressionNodes,
      maxDepth: 50,
      maxListElements: 50,
      maxMapEntries: 50,
      maxCallArguments: 8,
    },
  });
  for (const name of ['answers', 'vars', 'contact', 'params'])
    fresh.registerVariable(name, 'map<string, dyn>');
  fresh.registerVariable('session', 'map<string, string>');
  for (const name of ['channel', 'language', 'today']) fresh.registerVariable(name, 'string');
  fresh.registerVariable('now', 'google.protobuf.Timestamp');
  addMixedArithmetic(fresh);
  return fresh;
}

/** Answers are numbers with a fraction to the language and `1` is a whole one; authors mean `answers.age + 1` to work. */
function addMixedArithmetic(fresh: Environment): void {
  const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  };
  for (const [sign, operate] of Object.entries(operations)) {
    const mixed = (a: unknown, b: unknown) => operate(Number(a), Number(b));
    fresh.registerOperator(`double ${sign} int`, mixed);
    fresh.registerOperator(`int ${sign} double`, mixed);
    if (sign === '%') fresh.registerOperator('double % double', mixed);
  }
}
