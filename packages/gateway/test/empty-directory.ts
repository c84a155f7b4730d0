import type { Directory } from '#core/directory.ts';

/** A directory in which nothing is; tests say only what they need. */
export const emptyDirectory: Directory = {
  accounts: new Map(),
  keys: new Map(),
  connectors: new Map(),
  routes: [],
  prices: [],
  moRoutes: [],
  ussdConnectors: new Map(),
  ussdApps: new Map(),
  ussdCodes: new Map(),
  flows: new Map(),
  flowsByName: new Map(),
  surveys: new Map(),
};
