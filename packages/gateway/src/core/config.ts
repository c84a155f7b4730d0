import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

const closed = { additionalProperties: false, default: {} } as const;

/** Every setting of a deployment, with its default and what it means. `docs/operations/config.md` lists them. */
export const configSchema = Type.Object(
  {
    data: Type.String({
      minLength: 1,
      default: 'data',
      description: 'Folder for the embedded database, locks and keys.',
    }),
    databaseUrl: Type.Optional(
      Type.String({
        pattern: '^postgres(ql)?://',
        description: 'PostgreSQL 15 or newer; without it an embedded one is started.',
      }),
    ),
    node: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Name of this node, unique among those that share a database.',
      }),
    ),
    sealingKey: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9+/]{43}=$',
        description:
          'Key of 32 bytes in base64 that seals what USSD sessions remember; without it one is made in the data folder. Nodes of one database need the same.',
      }),
    ),
    http: Type.Object(
      {
        host: Type.String({ default: '127.0.0.1', description: 'Address to listen on.' }),
        port: Type.Integer({
          minimum: 0,
          maximum: 65_535,
          default: 8080,
          description: 'TCP port; 0 for any free one.',
        }),
        trustProxy: Type.Array(Type.String(), {
          default: [],
          description: 'Addresses or CIDR ranges whose X-Forwarded-For is believed.',
        }),
        errorStatusAs: Type.Union([Type.Literal('string'), Type.Literal('number')], {
          default: 'string',
          description: 'How `status` is written in error bodies of the compatible API.',
        }),
        authFailureStatus: Type.Union([Type.Literal(403), Type.Literal(401)], {
          default: 403,
          description: 'What the compatible API answers to a bad key.',
        }),
        maxBatch: Type.Integer({
          minimum: 1,
          maximum: 10_000,
          default: 1000,
          description: 'Recipients in one batch request.',
        }),
        keyPerSecond: Type.Integer({
          minimum: 0,
          default: 200,
          description: 'Requests a second of one key, for accounts that have a limit; 0 for none.',
        }),
        unauthenticatedPerSecond: Type.Integer({
          minimum: 0,
          default: 50,
          description: 'Requests a second of one address without a key; 0 for no limit.',
        }),
        failedAuthPerMinute: Type.Integer({
          minimum: 0,
          default: 5,
          description: 'Refused keys a minute of one address; 0 for no limit.',
        }),
        searchPerMinute: Type.Integer({
          minimum: 0,
          default: 60,
          description: 'Searches a minute of one key; 0 for no limit.',
        }),
      },
      { ...closed, description: 'The HTTP server.' },
    ),
    callbacks: Type.Object(
      {
        allowPrivate: Type.Array(Type.String(), {
          default: [],
          description:
            'Private ranges callbacks may reach, as CIDR with an optional port: `10.2.0.0/16`, `127.0.0.0/8:9000`.',
        }),
        allowHttp: Type.Boolean({ default: true, description: 'Whether callbacks may go over plain http.' }),
        concurrencyPerDestination: Type.Integer({
          minimum: 1,
          maximum: 1000,
          default: 10,
          description: 'Callbacks under way at once to one origin.',
        }),
        memoryLimit: Type.Integer({
          minimum: 100,
          default: 20_000,
          description: 'Callbacks held in memory; the rest waits in rows.',
        }),
        timezone: Type.String({
          default: 'Africa/Nairobi',
          description: 'IANA zone of the times in callbacks.',
        }),
      },
      { ...closed, description: 'Callbacks to customers.' },
    ),
    sms: Type.Object(
      {
        laneLimit: Type.Integer({
          minimum: 100,
          default: 5000,
          description: 'Messages a lane of a connector holds in memory; the rest waits in rows.',
        }),
        sentIndexLimit: Type.Integer({
          minimum: 1000,
          default: 50_000,
          description: 'Sent parts whose receipts are matched in memory.',
        }),
        maxBacklog: Type.Integer({
          minimum: 1000,
          default: 20_000,
          description: 'Messages that may wait for their commit before requests are answered 503.',
        }),
        retentionDays: Type.Integer({
          minimum: 2,
          maximum: 3650,
          default: 180,
          description: 'Days messages are kept.',
        }),
      },
      { ...closed, description: 'Messages.' },
    ),
    email: Type.Object(
      {
        smtp: Type.Object(
          {
            host: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: 253,
                description: 'Mail server that takes our mails; without it they wait in rows.',
              }),
            ),
            port: Type.Integer({ minimum: 1, maximum: 65_535, default: 587, description: 'Its TCP port.' }),
            security: Type.Union([Type.Literal('starttls'), Type.Literal('tls'), Type.Literal('none')], {
              default: 'starttls',
              description:
                '`starttls` for TLS begun on a plain connection, `tls` for TLS from the first octet (port 465), `none` for no TLS. Without `none` nothing is sent in the clear.',
            }),
            caFile: Type.Optional(
              Type.String({
                minLength: 1,
                description:
                  'PEM file of the authority that signed its certificate, where that is not a public one.',
              }),
            ),
            user: Type.Optional(Type.String({ minLength: 1, description: 'Name to log in with.' })),
            password: Type.Optional(Type.String({ minLength: 1, description: 'Password to log in with.' })),
            from: Type.Optional(
              Type.String({
                pattern: '^[^\\s@<>",;:()]+@[^\\s@<>",;:()]+$',
                maxLength: 254,
                description: 'Address mails come from; needed with a host.',
              }),
            ),
            fromName: Type.String({
              pattern: '^[^\\p{Cc}]*$',
              maxLength: 100,
              default: 'Ujumbe',
              description: 'Name mails come from.',
            }),
          },
          { ...closed, description: 'The mail server.' },
        ),
      },
      { ...closed, description: 'Mail.' },
    ),
    log: Type.Object(
      {
        level: Type.Union(
          ['debug', 'info', 'warn', 'error', 'silent'].map((level) => Type.Literal(level)),
          { default: 'info', description: 'Least important line that is written.' },
        ),
      },
      { ...closed, description: 'The log, JSON lines on standard error.' },
    ),
  },
  { additionalProperties: false },
);

export type Config = Static<typeof configSchema>;

/** Environment variables and the settings they fill. */
export const configVariables: Readonly<Record<string, string>> = {
  UJUMBE_DATA: '/data',
  DATABASE_URL: '/databaseUrl',
  UJUMBE_NODE: '/node',
  UJUMBE_SEALING_KEY: '/sealingKey',
  UJUMBE_HTTP_HOST: '/http/host',
  UJUMBE_HTTP_PORT: '/http/port',
  UJUMBE_SMTP_HOST: '/email/smtp/host',
  UJUMBE_SMTP_PORT: '/email/smtp/port',
  UJUMBE_SMTP_USER: '/email/smtp/user',
  UJUMBE_SMTP_PASSWORD: '/email/smtp/password',
  UJUMBE_SMTP_FROM: '/email/smtp/from',
  UJUMBE_LOG_LEVEL: '/log/level',
};

const check = Compile(configSchema);

/** Settings that cannot be used; each sentence says which, and what to write. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Puts the settings together: environment over file over default. Unknown keys are refused.
 *
 * @param file path of a JSON file, or null for none
 * @throws ConfigError naming every fault
 */
export function readConfig(
  file: string | null,
  env: NodeJS.ProcessEnv,
  overrides: Record<string, unknown> = {},
): Config {
  const raw = file === null ? {} : readFile(file);
  for (const [variable, pointer] of Object.entries(configVariables)) {
    const value = env[variable];
    if (value !== undefined && value !== '') assign(raw, pointer, Value.Convert(schemaAt(pointer), value));
  }
  for (const [pointer, value] of Object.entries(overrides)) assign(raw, pointer, value);
  const config = Value.Default(configSchema, raw);
  // The schema `false` stands behind every unknown key, which has its own entry.
  const faults = [...check.Errors(config)].filter(({ keyword }) => keyword !== 'boolean').map(describe);
  if (faults.length > 0) throw new ConfigError([...new Set(faults)].join('\n'));
  const good = config as Config;
  const { host, from, user, password } = good.email.smtp;
  if (host !== undefined && from === undefined)
    throw new ConfigError('"email.smtp.from" is missing: mails need an address they come from.');
  if ((user === undefined) !== (password === undefined))
    throw new ConfigError('"email.smtp.user" and "email.smtp.password" are given together or not at all.');
  return { ...good, data: resolve(good.data) };
}

function readFile(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The config file ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch (error) {
    throw new ConfigError(`The config file ${file} is not JSON: ${(error as Error).message}`);
  }
  throw new ConfigError(`The config file ${file} must hold one JSON object.`);
}

function assign(target: Record<string, unknown>, pointer: string, value: unknown): void {
  const path = pointer.slice(1).split('/');
  const last = path.pop() as string;
  let object = target;
  for (const key of path) {
    object[key] ??= {};
    object = object[key] as Record<string, unknown>;
  }
  object[last] = value;
}

function schemaAt(pointer: string) {
  let schema = configSchema as unknown as { properties: Record<string, typeof schema> };
  for (const key of pointer.slice(1).split('/')) schema = schema.properties[key] as typeof schema;
  return schema as unknown as ReturnType<typeof Type.Unknown>;
}

type Fault = { keyword: string; instancePath: string; message: string; params: object };

function describe(fault: Fault): string {
  const where =
    fault.instancePath === '' ? 'The configuration' : `"${fault.instancePath.slice(1).replaceAll('/', '.')}"`;
  const unknown = (fault.params as { additionalProperties?: string[] }).additionalProperties;
  if (unknown) {
    const prefix = fault.instancePath === '' ? '' : `${fault.instancePath.slice(1).replaceAll('/', '.')}.`;
    return `There is no setting "${prefix}${unknown.join('", "')}". See docs/operations/config.md for all settings.`;
  }
  return `${where} ${fault.message}.`;
}
