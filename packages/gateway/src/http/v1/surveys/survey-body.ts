import { type Static, Type } from 'typebox';
import type { SurveyWarning } from '#policy/survey-warnings.ts';
import {
  mostEmails,
  mostKeepDays,
  type SurveyRow,
  surveyDefaults,
  surveyStates,
  whenOpens,
} from '#store/admin/surveys.ts';
import { FlowFinding } from '../flows/flow-body.ts';
import { Time } from '../schemas.ts';

/** Shapes of the routes of surveys. */

/** What must be said of a survey. */
export const neededFields = {
  name: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'Unique in the account; the trigger of the compatible API calls it `dataFeed`.',
  }),
  flow: Type.String({ minLength: 1, maxLength: 63, description: 'Name of a published flow of yours.' }),
  sender: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'What it writes from, and answers come to: a short code of the account.',
  }),
};

/** What may be said of it. */
export const otherFields = {
  state: Type.Enum([...surveyStates], {
    default: surveyDefaults.state,
    description: 'Only an active one can be started; who is in the middle of it goes on in any case.',
  }),
  language: Type.Union([Type.String({ minLength: 2, maxLength: 35 }), Type.Null()], {
    default: surveyDefaults.language,
    description: 'One of the flow; null for that of the contact, else the first of the flow.',
  }),
  whenOpen: Type.Enum([...whenOpens], {
    default: surveyDefaults.whenOpen,
    description: 'What starting it does where the same person is in the middle of it.',
  }),
  emails: Type.Array(Type.String({ minLength: 3, maxLength: 254 }), {
    maxItems: mostEmails,
    default: surveyDefaults.emails,
    description: 'Each response goes to these addresses.',
  }),
  showNumbers: Type.Boolean({
    default: surveyDefaults.showNumbers,
    description: 'Whether mails and result files name phone numbers; else pseudonyms.',
  }),
  keepDays: Type.Integer({
    minimum: 1,
    maximum: mostKeepDays,
    default: surveyDefaults.keepDays,
    description: 'Days that responses are kept.',
  }),
};

const shown = {
  id: Type.Integer({ description: 'The trigger of the compatible API calls it `fileName`.' }),
  ...neededFields,
  ...otherFields,
  createdAt: Time,
};

export const Survey = Type.Object(shown, { additionalProperties: false, title: 'Survey' });

export const SurveyWithWarnings = Type.Object(
  {
    ...shown,
    warnings: Type.Array(FlowFinding, {
      description:
        'Whether answers can arrive, and what the rules of the country of the account say of the flow.',
    }),
  },
  { additionalProperties: false, title: 'SurveyWithWarnings' },
);

export const SurveyParams = Type.Object({
  id: Type.String({ examples: ['1'], description: 'The number of the survey.' }),
});

export const surveyAnswersSay = { 404: 'There is no survey with this id in your account.' };

export const surveyExample = {
  id: 1,
  name: 'After a visit',
  flow: 'visit-feedback',
  sender: '22888',
  state: 'active',
  language: null,
  whenOpen: 'restart',
  emails: ['results@example.com'],
  showNumbers: false,
  keepDays: 365,
  createdAt: '2026-11-22T08:00:00.000Z',
};

export function surveyBody(row: SurveyRow): Static<typeof Survey> {
  const { id, name, flow, sender, state, language, whenOpen, emails, showNumbers, keepDays, createdAt } = row;
  return {
    id,
    name,
    flow,
    sender,
    state,
    language,
    whenOpen,
    emails,
    showNumbers,
    keepDays,
    createdAt: createdAt.toISOString(),
  };
}

export function withWarnings(row: SurveyRow, warnings: SurveyWarning[]): Static<typeof SurveyWithWarnings> {
  return { ...surveyBody(row), warnings };
}
