import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { formatMoney } from '#core/money.ts';
import { normaliseMsisdn } from '#core/msisdn.ts';
import { smartEncode } from '#core/smart-encoding.ts';
import { encodesAs } from '#mt/encoding.ts';
import { MAX_PARTS } from '#mt/judge.ts';
import { pricePerPart } from '#pricing/price.ts';
import { networkOf } from '#routing/number-plan.ts';
import { type Access, callerOf } from '../access.ts';
import type { ApiDoc } from '../api-doc.ts';
import type { HttpDeps } from '../deps.ts';
import { sendProblem } from './problem.ts';
import { Amount, Problem } from './schemas.ts';

const access: Access = { auth: 'key', scope: 'sms:send', rateClass: 'read', bodyLimit: 64 * 1024 };

const Draft = Type.Object(
  {
    to: Type.String({ minLength: 1, maxLength: 64 }),
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
  },
  { additionalProperties: false, title: 'Draft' },
);

const PricePreview = Type.Object(
  {
    to: Type.String({ description: 'E.164 digits without plus.' }),
    text: Type.String({ description: "The text as it would be sent, after the account's smart encoding." }),
    encoding: Type.String({ description: '`gsm7`, `latin1` or `ucs2`.' }),
    characters: Type.Integer(),
    charactersLeft: Type.Integer({ description: 'Plain letters that still fit without another part.' }),
    parts: Type.Integer(),
    maxParts: Type.Integer(),
    network: Type.Object({
      mcc: Type.String(),
      mnc: Type.String(),
      name: Type.String(),
      country: Type.String({ description: 'ISO 3166 alpha-2.' }),
    }),
    pricePerPart: Type.Union([Amount, Type.Null()]),
    cost: Type.Union([Amount, Type.Null()], {
      description: 'Null where there is no price: it could not be sent.',
    }),
    currency: Type.String(),
  },
  { additionalProperties: false, title: 'PricePreview' },
);

const api: ApiDoc = {
  tag: 'Account',
  operationId: 'previewPrice',
  summary: 'See parts and cost before sending',
  description: 'Nothing is sent or charged.',
  example: {
    body: { to: '0712345678', text: 'Habari – karibu' },
    answer: {
      to: '254712345678',
      text: 'Habari – karibu',
      encoding: 'ucs2',
      characters: 15,
      charactersLeft: 55,
      parts: 1,
      maxParts: 10,
      network: { mcc: '639', mnc: '02', name: 'Safaricom', country: 'KE' },
      pricePerPart: '0.6',
      cost: '0.6',
      currency: 'KES',
    },
  },
};

/** `POST /api/v1/price-preview` */
export function pricePreviewRoute(app: FastifyInstance, deps: HttpDeps): void {
  app.post<{ Body: Static<typeof Draft> }>(
    '/api/v1/price-preview',
    { config: { access, api }, schema: { body: Draft, response: { 200: PricePreview, 422: Problem } } },
    async (request, reply) => {
      const { account } = callerOf(request);
      const to = normaliseMsisdn(
        request.body.to.trim(),
        account.defaultCountry,
        account.settings.lenientNumbers,
      );
      if (to === null) {
        const message = 'is not a mobile number';
        return sendProblem(reply, {
          status: 422,
          detail: `to ${message}.`,
          errors: [{ field: 'to', message }],
        });
      }
      const text = smartEncode(request.body.text.toWellFormed(), account.settings.smartEncoding);
      const { encoding, segments } = encodesAs(text);
      const { mcc, mnc, name, country } = networkOf(to);
      const perPart = pricePerPart(deps.directory(), account.id, mcc, mnc);
      return {
        to,
        text,
        encoding,
        characters: text.length,
        charactersLeft: lettersThatFit(text, segments),
        parts: segments,
        maxParts: MAX_PARTS,
        network: { mcc, mnc, name, country },
        pricePerPart: perPart === null ? null : formatMoney(perPart),
        cost: perPart === null ? null : formatMoney(perPart * segments),
        currency: account.currency,
      };
    },
  );
}

/** The most plain letters that can follow a text before it takes another part; a part holds at most 160. */
function lettersThatFit(text: string, segments: number): number {
  let fit = 0;
  let over = 161;
  while (over - fit > 1) {
    const middle = (fit + over) >> 1;
    if (encodesAs(text + 'a'.repeat(middle)).segments > segments) over = middle;
    else fit = middle;
  }
  return fit;
}
