import { InvalidInput } from '../invalid-input.ts';
import { readObject } from '../read-input.ts';
import type { BehaviourHooks, BehaviourTools, SubmitFacts, SubmitPlan } from './behaviours/behaviour.ts';
import { type BehaviourSettings, behaviours } from './behaviours/registry.ts';
import { plainDecimal } from './message-ids.ts';

/** Settings by scope, as read and written over the control API. */
export interface BehaviourTree {
  global: BehaviourSettings;
  /** By destination prefix; a setting here replaces the global one of the same name for numbers below it. */
  prefixes: Record<string, BehaviourSettings>;
}

/** A change to some settings: null takes a setting away, settings not named stay (with their counters). */
export type BehaviourChange = { [Name in keyof BehaviourSettings]?: BehaviourSettings[Name] | null };

interface Active {
  setting: unknown;
  hooks: BehaviourHooks;
}

interface Scope {
  prefix: string;
  active: ReadonlyMap<string, Active>;
  /** Hooks of this scope and, where it has none of the same name, of the global one; in registry order. */
  onSubmit: readonly NonNullable<BehaviourHooks['onSubmit']>[];
}

const names = behaviours.map(({ name }) => name);

/** The behaviours in force. Changing them checks everything first: either all of a change applies or nothing. */
export class BehaviourSet {
  readonly #tools: BehaviourTools;
  #global: Scope = { prefix: '', active: new Map(), onSubmit: [] };
  /** Longest prefix first. */
  #prefixes: readonly Scope[] = [];

  constructor(tools: BehaviourTools) {
    this.#tools = tools;
  }

  /** Applies a change to the global scope or to one destination prefix. Throws `InvalidInput`. */
  change(change: BehaviourChange, prefix = ''): void {
    const before = prefix === '' ? this.#global : this.#prefixes.find((scope) => scope.prefix === prefix);
    this.#put(prefix, this.#start(change, prefix, before?.active ?? new Map()));
  }

  /** Replaces everything by a tree; what the tree leaves out is normal. Throws `InvalidInput`. */
  replace(tree: unknown): void {
    const input = readObject(tree, 'behaviours', ['global', 'prefixes']);
    const prefixes = readObjectOfAnyKey(input.prefixes ?? {}, 'behaviours.prefixes');
    const started: [string, Map<string, Active>][] = [['', this.#start(input.global ?? {}, '', new Map())]];
    for (const [prefix, settings] of Object.entries(prefixes)) {
      started.push([prefix, this.#start(settings, prefix, new Map())]);
    }
    this.reset();
    for (const [prefix, active] of started) this.#put(prefix, active);
  }

  /** Back to the normal operator. */
  reset(): void {
    this.#global = { prefix: '', active: new Map(), onSubmit: [] };
    this.#prefixes = [];
  }

  describe(): BehaviourTree {
    return {
      global: settingsOf(this.#global),
      prefixes: Object.fromEntries(this.#prefixes.map((scope) => [scope.prefix, settingsOf(scope)])),
    };
  }

  /** What will happen to this submit. */
  planFor(submit: SubmitFacts): SubmitPlan {
    const plan = normalPlan();
    for (const hook of this.#scopeOf(submit.to).onSubmit) hook(submit, plan);
    return plan;
  }

  /** The command_status to refuse a bind with, 0 to let it in. */
  statusForBind(systemId: string): number {
    for (const { hooks } of this.#global.active.values()) {
      const status = hooks.onBind?.(systemId) ?? 0;
      if (status !== 0) return status;
    }
    return 0;
  }

  #scopeOf(to: string): Scope {
    for (const scope of this.#prefixes) if (to.startsWith(scope.prefix)) return scope;
    return this.#global;
  }

  #start(change: unknown, prefix: string, before: ReadonlyMap<string, Active>): Map<string, Active> {
    const where = prefix === '' ? 'global' : `prefixes.${prefix}`;
    if (!/^\d{0,15}$/.test(prefix)) {
      throw new InvalidInput(where, prefix, 'a destination prefix of digits such as "2547"');
    }
    const after = new Map(before);
    for (const [name, setting] of Object.entries(readObject(change, where, names))) {
      const behaviour = behaviours.find((candidate) => candidate.name === name);
      const field = `${where}.${name}`;
      if (setting === null || setting === undefined || !behaviour) {
        after.delete(name);
      } else if (behaviour.scope === 'global' && prefix !== '') {
        throw new InvalidInput(field, setting, `no ${name} here: it can only be set globally`);
      } else {
        after.set(name, { setting, hooks: behaviour.start(setting, field, this.#tools) });
      }
    }
    return after;
  }

  #put(prefix: string, active: ReadonlyMap<string, Active>): void {
    const global = prefix === '' ? active : this.#global.active;
    if (prefix === '') {
      this.#global = { prefix, active, onSubmit: submitHooks(active, active) };
    }
    const others = this.#prefixes.filter((scope) => scope.prefix !== prefix);
    if (prefix !== '' && active.size > 0) others.push({ prefix, active, onSubmit: [] });
    this.#prefixes = others
      .map((scope) => ({ ...scope, onSubmit: submitHooks(global, scope.active) }))
      .sort((a, b) => b.prefix.length - a.prefix.length);
  }
}

/** Reads a change from unchecked input; the settings themselves are checked when it is applied. */
export function readBehaviourChange(value: unknown): BehaviourChange {
  return readObject(value, 'body', names);
}

function submitHooks(
  global: ReadonlyMap<string, Active>,
  own: ReadonlyMap<string, Active>,
): Scope['onSubmit'] {
  const hooks: Scope['onSubmit'][number][] = [];
  for (const name of names) {
    const active = own.get(name) ?? global.get(name);
    const { onSubmit } = active?.hooks ?? {};
    if (onSubmit) hooks.push(onSubmit);
  }
  return hooks;
}

function settingsOf(scope: Scope): BehaviourSettings {
  return Object.fromEntries([...scope.active].map(([name, { setting }]) => [name, setting]));
}

function readObjectOfAnyKey(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInput(field, value, 'an object of settings by destination prefix');
  }
  return value as Record<string, unknown>;
}

function normalPlan(): SubmitPlan {
  return {
    answer: 'resp',
    malformed: null,
    status: 0,
    taken: true,
    answerAfterMs: 0,
    receiptAfterMs: 0,
    receiptAheadMs: 0,
    receipts: 1,
    receiptForm: 'both',
    answerId: plainDecimal,
    receiptId: plainDecimal,
    receiptTlvId: plainDecimal,
    provisional: [],
    stat: 'DELIVRD',
    err: '000',
  };
}
