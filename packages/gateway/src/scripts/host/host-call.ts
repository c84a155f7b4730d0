import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ScriptOrder } from '../order.ts';

/** What a call knows of the run it belongs to. */
export type RunContext = {
  readonly order: ScriptOrder;
  /** Milliseconds left of the run's deadline. */
  readonly leftMs: () => number;
  /** What the run has used of what it may. */
  readonly used: { http: number; messages: number; rowsRead: number };
};

/** One thing that scripts may ask of the host. */
export type HostCallKind<Deps> = {
  /** Why the arguments cannot be read, or null. */
  faultOf(args: unknown): string | null;
  /** @throws CallRefused for what the script shall hear */
  act(deps: Deps, run: RunContext, args: unknown): Promise<unknown>;
};

/** Makes a kind of call whose arguments are checked before it acts. */
export function hostCall<Deps, Args extends TSchema>(
  args: Args,
  act: (deps: Deps, run: RunContext, args: Static<Args>) => Promise<unknown>,
): HostCallKind<Deps> {
  const validator = Compile(args);
  return {
    faultOf(given) {
      const [fault] = validator.Check(given) ? [] : validator.Errors(given);
      return fault === undefined
        ? null
        : `${fault.instancePath.slice(1) || 'what is passed'} ${fault.message}`;
    },
    act: (deps, run, given) => act(deps, run, given as Static<Args>),
  };
}
