import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const gatewaySource = join(root, 'packages/gateway/src');

/** Floors of the gateway, lowest first. A room imports from floors below, from itself, and along the edges named here. */
const floors: readonly (readonly string[])[] = [
  ['core', 'store'],
  ['routing', 'pricing', 'accounts', 'contacts', 'policy'],
  ['mt', 'callbacks', 'email'],
  ['flow-runs', 'desk', 'scripts', 'results', 'flow-files'],
  ['mo', 'dlr', 'ussd'],
  ['http', 'smsc', 'connectors', 'ussd-adapters'],
  ['.', 'cli', 'metrics'],
];
const edges = new Set([
  'store>core',
  'mt>callbacks',
  'routing>contacts',
  '.>cli',
  '.>metrics',
  'cli>.',
  'cli>metrics',
]);

/** Packages of this repository and what of each other they may use. */
const packageEdges: Readonly<Record<string, readonly string[]>> = {
  'packages/smpp': [],
  'packages/simulator': ['@ujumbe/smpp'],
  // Of smpp only the counting of characters, which is pure.
  'packages/flows': ['@ujumbe/smpp'],
  'packages/gateway': ['@ujumbe/flows', '@ujumbe/smpp'],
  bench: ['@ujumbe/flows', '@ujumbe/simulator', '@ujumbe/smpp'],
  demo: ['@ujumbe/gateway', '@ujumbe/simulator'],
  e2e: ['@ujumbe/simulator', '@ujumbe/smpp'],
};

/** What only some rooms may touch, and who. Paths are prefixes below the gateway's source. */
const reserved: readonly { readonly module: RegExp; readonly only: readonly string[] }[] = [
  { module: /^fastify$|^@fastify\//, only: ['http/'] },
  { module: /^pg$|^kysely$/, only: ['store/', 'app.ts', 'cli/'] },
  {
    module: /^undici$|^node:https?$|^node:net$|^node:tls$|^node:dns/,
    only: ['callbacks/', 'store/embedded/', 'http/', 'core/ip-ranges.ts'],
  },
  { module: /^@ujumbe\/smpp$/, only: ['connectors/smpp/', 'smsc/'] },
  {
    module: /^@ujumbe\/smpp\/text$/,
    only: [
      'connectors/smpp/',
      'smsc/',
      'mt/',
      'policy/',
      'pricing/',
      'http/v1/',
      'ussd/',
      'ussd-adapters/restcomm-xml/',
    ],
  },
  { module: /^saxes$/, only: ['ussd-adapters/xml/', 'flow-files/'] },
  { module: /^read-excel-file/, only: ['flow-files/'] },
  { module: /^fflate$/, only: ['flow-files/', 'results/xlsx/'] },
  { module: /^nodemailer$/, only: ['email/'] },
  { module: /^pino$/, only: ['core/log.ts'] },
  { module: /^quickjs-|^@jitl\//, only: ['scripts/'] },
  { module: /^node:worker_threads$/, only: ['scripts/', 'flow-runs/checks/'] },
];

const MAX_LINES = 400;

type Source = {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { specifier: string; typeOnly: boolean }[];
};

const sources = ['packages', 'e2e', 'bench', 'demo', 'scripts'].flatMap((folder) => read(join(root, folder)));
const gateway = sources.filter(({ path }) => path.startsWith(`packages/gateway/src/`));

function read(folder: string): Source[] {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.includes('node_modules'))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      return { path: relative(root, path).replaceAll(sep, '/'), text, imports: importsOf(text) };
    });
}

function list(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(text: string): { specifier: string; typeOnly: boolean }[] {
  const pattern = /^\s*(?:import|export)\s+(type\s+)?[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: (match[2] ?? match[3]) as string,
    typeOnly: match[1] !== undefined,
  }));
}

function isTest(path: string): boolean {
  return /\.test\.ts$|\/test-[^/]+\.ts$|contract-suite\.ts$/.test(path);
}

/** The room a file of the gateway lies in; `.` for the entrance. */
function roomOf(path: string): string {
  const inside = path.replace('packages/gateway/src/', '');
  return inside.includes('/') ? (inside.split('/')[0] as string) : '.';
}

function targetRoom(source: Source, specifier: string): string | null {
  if (specifier.startsWith('#')) {
    const [room, ...rest] = specifier.slice(1).split('/');
    return rest.length === 0 ? '.' : (room as string);
  }
  if (!specifier.startsWith('.')) return null;
  const target = resolve(root, dirname(source.path), specifier);
  return target.startsWith(gatewaySource)
    ? roomOf(`packages/gateway/src/${relative(gatewaySource, target).replaceAll(sep, '/')}`)
    : null;
}

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

describe('the house', () => {
  test('has a floor for every room', () => {
    const rooms = [...new Set(gateway.map(({ path }) => roomOf(path)))];
    expect(rooms.filter((room) => floorOf(room) === -1)).toEqual([]);
  });

  test('imports go down only', () => {
    const faults = gateway
      .filter(({ path }) => !isTest(path))
      .flatMap((source) => {
        const room = roomOf(source.path);
        return source.imports.flatMap(({ specifier }) => {
          const target = targetRoom(source, specifier);
          if (target === null || target === room || floorOf(target) < floorOf(room)) return [];
          return edges.has(`${room}>${target}`) ? [] : [`${source.path} imports ${specifier}`];
        });
      });
    expect(faults).toEqual([]);
  });

  test('rooms are crossed by #room/file, and walked within by ./file', () => {
    const faults = gateway.flatMap((source) =>
      source.imports.flatMap(({ specifier }) => {
        const target = targetRoom(source, specifier);
        if (target === null || target === '.' || isTest(source.path)) return [];
        const crosses = target !== roomOf(source.path);
        return crosses === specifier.startsWith('#') || roomOf(source.path) === '.'
          ? []
          : [`${source.path} imports ${specifier}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  test('connectors and USSD adapters know the core and the SMPP package, nothing else', () => {
    const faults = gateway
      .filter(
        ({ path }) => /^packages\/gateway\/src\/(connectors|ussd-adapters)\//.test(path) && !isTest(path),
      )
      .flatMap((source) =>
        source.imports
          .filter(({ specifier }) => specifier.startsWith('#') && !specifier.startsWith('#core/'))
          .map(({ specifier }) => `${source.path} imports ${specifier}`),
      );
    expect(faults).toEqual([]);
  });

  test('only the rooms that own a library use it', () => {
    const faults = gateway
      .filter(({ path }) => !isTest(path))
      .flatMap((source) =>
        source.imports.flatMap(({ specifier, typeOnly }) => {
          if (typeOnly) return [];
          const rule = reserved.find(({ module }) => module.test(specifier));
          const inside = source.path.replace('packages/gateway/src/', '');
          return !rule || rule.only.some((prefix) => inside.startsWith(prefix))
            ? []
            : [`${source.path} imports ${specifier}`];
        }),
      );
    expect(faults).toEqual([]);
  });

  test('SQL is written in store/ only', () => {
    const sql =
      /[`'"]\s*(?:with \w+ as|select \S+ from|insert into|update \w+ set|delete from|truncate|alter table)\b/i;
    const faults = gateway
      .filter(
        ({ path }) =>
          !path.startsWith('packages/gateway/src/store/') &&
          !isTest(path) &&
          sql.test(readFileSync(join(root, path), 'utf8')),
      )
      .map(({ path }) => path);
    expect(faults).toEqual([]);
  });

  test('only the configuration and the entrance read the environment', () => {
    const faults = gateway
      .filter(
        ({ path, text }) =>
          text.includes('process.env') && !/\/(main|cli\/run|core\/config)\.ts$/.test(path) && !isTest(path),
      )
      .filter(({ path }) => !path.startsWith('packages/gateway/src/store/embedded/'))
      .map(({ path }) => path);
    expect(faults).toEqual([]);
  });

  test('packages use only what they may of each other', () => {
    const faults = sources.flatMap(({ path, imports }) => {
      const home = Object.keys(packageEdges).find((folder) => path.startsWith(`${folder}/`));
      return imports
        .map(({ specifier }) => /^@ujumbe\/[a-z-]+/.exec(specifier)?.[0])
        .filter((name) => name !== undefined)
        .filter(
          (name) =>
            home !== undefined &&
            !packageEdges[home]?.includes(name) &&
            !home.endsWith(`/${name.slice('@ujumbe/'.length)}`),
        )
        .map((name) => `${path} imports ${name}`);
    });
    expect(faults).toEqual([]);
  });

  test(`no file is longer than ${MAX_LINES} lines`, () => {
    const faults = sources
      .filter(({ path }) => !path.includes('/testdata/') && !isTest(path))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ path, lines }) => `${path} (${lines})`);
    expect(faults).toEqual([]);
  });

  test('no file hides behind a name that says nothing', () => {
    const faults = sources
      .map(({ path }) => path)
      .filter((path) =>
        /\/(utils?|helpers?|common|misc|lib|shared|handler|service|manager)(\.|\/)/.test(path),
      );
    expect(faults).toEqual([]);
  });

  test('every test runs', () => {
    const faults = sources
      .filter(
        ({ path, text }) => isTest(path) && /\b(?:describe|it|test)\.(?:skip|only|todo|fails)\b/.test(text),
      )
      .map(({ path }) => path);
    expect(faults.filter((path) => !path.endsWith('architecture.test.ts'))).toEqual([]);
  });
});
