import { type AfricasTalkingOptions, africastalking } from './africastalking.ts';
import type { Dialect } from './dialect.ts';

/** Every operator that asks over HTTP. A new one is its file and two lines here. */
export const dialects: readonly Dialect[] = [africastalking];

/** Options by dialect, for those who write them in code. */
export interface DialectOptions {
  africastalking: AfricasTalkingOptions;
}
