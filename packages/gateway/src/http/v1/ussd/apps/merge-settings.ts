import { HIDDEN } from '#core/secret-settings.ts';

type Settings = Record<string, unknown>;

/**
 * Settings with a change, as JSON Merge Patch has it (RFC 7396): null takes away, objects are merged. What comes back hidden, as
 * it was read, stays what it was.
 */
export function mergeSettings(former: Readonly<Settings>, change: Readonly<Settings>): Settings {
  const merged: Settings = { ...former };
  for (const [name, value] of Object.entries(change)) {
    const there = Object.hasOwn(former, name) ? former[name] : undefined;
    if (value === null) delete merged[name];
    else if (value === HIDDEN && there !== undefined) continue;
    else
      define(merged, name, isSettings(value) ? mergeSettings(isSettings(there) ? there : {}, value) : value);
  }
  return merged;
}

/** Without touching a prototype. */
function define(settings: Settings, name: string, value: unknown): void {
  Object.defineProperty(settings, name, { value, enumerable: true, configurable: true, writable: true });
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
