import { type TObject, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { describeUnstorable } from '#core/describe-unstorable.ts';
import { isIpRange } from '#core/ip-ranges.ts';
import { nearestName } from '#core/nearest-name.ts';
import { perObject } from '#core/per-object.ts';
import { describeSettingsFaults } from '#core/settings-errors.ts';
import type { UssdAdapter } from '#core/ussd-adapter.ts';
import { ussdProfileSchema } from '#core/ussd-profile.ts';
import { type AuthSettings, authSettingsSchema } from './auth-settings.ts';

type UssdConnectorSettings = {
  readonly adapter: UssdAdapter;
  readonly token: string;
  readonly auth: AuthSettings;
  /** Checked against the schema of the adapter, defaults filled in. */
  readonly dialect: Readonly<Record<string, unknown>>;
};

type ParsedUssdConnectorSettings =
  | { readonly ok: true; readonly settings: UssdConnectorSettings }
  | { readonly ok: false; readonly errors: readonly string[] };

type Checked = {
  readonly token: string;
  readonly auth?: AuthSettings;
  readonly dialect: Readonly<Record<string, unknown>>;
};

/**
 * Reads the settings of a connector of kind ussd-http, filling defaults; errors are sentences for whoever wrote them, which
 * never quote a secret.
 */
export function parseUssdConnectorSettings(
  adapters: readonly UssdAdapter[],
  input: unknown,
): ParsedUssdConnectorSettings {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return refuse('The settings of a USSD connector must be an object with at least adapter and token.');
  }
  const unstorable = describeUnstorable(input);
  if (unstorable.length > 0) return { ok: false, errors: unstorable };
  const id = 'adapter' in input ? input.adapter : undefined;
  const adapter = adapters.find((one) => one.id === id);
  if (adapter === undefined) return refuse(unknownAdapter(adapters, id));
  const schema = settingsSchemaOf(adapter);
  const validator = validatorOf(schema);
  const value: unknown = Value.Default(schema, structuredClone(input));
  if (!validator.Check(value)) {
    return { ok: false, errors: describeSettingsFaults(schema, value, validator.Errors(value)) };
  }
  const { token, auth = {}, dialect } = value as Checked;
  const errors = [...tokenFaults(token), ...authFaults(adapter, auth), ...(adapter.check?.(dialect) ?? [])];
  return errors.length === 0
    ? { ok: true, settings: { adapter, token, auth, dialect } }
    : { ok: false, errors };
}

/** The schema of the whole settings of a connector that speaks a dialect; secrets are marked as written only. */
export const settingsSchemaOf = perObject(
  (adapter: UssdAdapter): TObject =>
    Type.Object(
      {
        adapter: Type.String({ description: 'The dialect of the operator.' }),
        token: Type.String({
          writeOnly: true,
          description:
            'The unguessable part of the address the operator calls; `openssl rand -hex 24` makes one.',
        }),
        auth: Type.Optional(authSettingsSchema),
        dialect: Type.Object(adapter.settings.properties, {
          additionalProperties: false,
          default: {},
          description: `Settings of ${adapter.id} alone.`,
        }),
        ussdProfile: ussdProfileSchema,
      },
      { additionalProperties: false },
    ),
);

const validatorOf = perObject((schema: TObject) => Compile(schema));

function unknownAdapter(adapters: readonly UssdAdapter[], id: unknown): string {
  const ids = adapters.map((one) => one.id);
  if (id === undefined) return `adapter is missing. It names the dialect of the operator: ${ids.join(', ')}.`;
  const near = typeof id === 'string' ? nearestName(id, ids) : null;
  const advice = near === null ? `Known are ${ids.join(', ')}.` : `Did you mean ${near}?`;
  return `adapter ${JSON.stringify(id)?.slice(0, 60)} is not one we know. ${advice}`;
}

function* tokenFaults(token: string): Generator<string> {
  if (!/^[A-Za-z0-9_-]{24,200}$/.test(token)) {
    yield 'token must be 24 to 200 letters, digits, hyphens or underscores: it is part of an address, and nobody may guess it. `openssl rand -hex 24` makes one.';
  } else if (new Set(token).size < 8) {
    yield 'token can be guessed, it has fewer than 8 different characters. `openssl rand -hex 24` makes a better one.';
  }
}

function* authFaults({ id, methods }: UssdAdapter, auth: AuthSettings): Generator<string> {
  if (auth.ipList?.length === 0) {
    yield 'auth.ipList is empty and admits nobody: name the addresses of the operator, or leave it out.';
  }
  for (const [index, range] of (auth.ipList ?? []).entries()) {
    if (!isIpRange(range)) {
      yield `auth.ipList[${index}] must be an address or a range such as 196.201.214.0/24, not ${JSON.stringify(range)}.`;
    }
  }
  const place = auth.secret?.in;
  if ((place === 'form' || place === 'json') && !methods.includes('POST')) {
    yield `auth.secret.in cannot be ${place} with ${id}: its requests have no body. Use query or header.`;
  }
  if (place === 'header' && auth.basic !== undefined && auth.secret?.name.toLowerCase() === 'authorization') {
    yield 'auth.basic and auth.secret both want the header Authorization: give one of them.';
  }
}

function refuse(error: string): ParsedUssdConnectorSettings {
  return { ok: false, errors: [error] };
}
