import { type Static, Type } from 'typebox';
import { directDialDefault, directDials } from '#core/ussd-app-defaults.ts';
import type { UssdCodeRow } from '#store/admin/ussd-codes.ts';

/** Shapes of the routes of codes. */

export const codeFields = {
  appId: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The application it leads to.' }),
  directDial: Type.Enum([...directDials], {
    default: directDialDefault,
    description:
      'What becomes of what is dialled beyond the code, as `7` in `*384*12*7#`: the application sees it in its service code only (`ignore`), is played it entry by entry and only the last screen is shown (`replay`), or gets it as its first input (`append`).',
  }),
  testers: Type.Array(Type.String({ maxLength: 64 }), {
    maxItems: 1000,
    default: [],
    description: 'Numbers for which alone the code exists, in any spelling; empty for everybody.',
  }),
};

export const Code = Type.Object(
  {
    id: Type.Integer(),
    code: Type.String({ description: 'As `*384*12#`.' }),
    connector: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The connector of the operator it is dialled at; null for every operator.',
    }),
    app: Type.String({ description: 'Name of the application.' }),
    ...codeFields,
  },
  { additionalProperties: false, title: 'UssdCode' },
);

export const CodeParams = Type.Object({
  id: Type.String({ examples: ['1'], description: 'The number of the code.' }),
});

/** Codes are the deployment's: who may touch one may touch all. */
export const codeAnswersSay = { 404: 'There is no code with this id.' };

export const codeExample = {
  id: 1,
  code: '*384*12#',
  connector: null,
  app: 'Clinic finder',
  appId: 1,
  directDial: 'replay',
  testers: [],
};

export function codeBody(row: UssdCodeRow): Static<typeof Code> {
  const { id, code, connectorId, app, appId, directDial, testers } = row;
  return { id, code, connector: connectorId, app, appId, directDial, testers };
}
