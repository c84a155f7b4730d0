import type { OptOuts } from '#contacts/opt-outs.ts';
import type { SmsRequest } from '#core/accept.ts';
import type { Clock } from '#core/clock.ts';
import type { Account, Directory } from '#core/directory.ts';
import type { Money } from '#core/money.ts';
import { normaliseMsisdn } from '#core/msisdn.ts';
import type { Refusal } from '#core/refusal.ts';
import { smartEncode } from '#core/smart-encoding.ts';
import { pricePerPart } from '#pricing/price.ts';
import { pickRoute, routesFor } from '#routing/mt-route.ts';
import { networkOf } from '#routing/number-plan.ts';
import { isSenderId } from '#routing/sender-ids.ts';
import { type Encoding, encodesAs } from './encoding.ts';

export const MAX_PARTS = 10;
const MAX_REF_ID = 128;
const MAX_LINK_ID = 64;

/** A request that may be sent, if it can be paid for. */
export type Draft = {
  readonly msisdn: string;
  readonly sender: string;
  readonly text: string;
  readonly encoding: Encoding;
  readonly parts: number;
  readonly price: Money;
  readonly connectorId: number;
  readonly mcc: string;
  readonly mnc: string;
  readonly expiresAt: number;
};

export type Verdict =
  | { readonly draft: Draft }
  | { readonly refusal: Refusal; readonly mcc: string; readonly mnc: string };

export type JudgeDeps = {
  readonly directory: () => Directory;
  readonly optOuts: Pick<OptOuts, 'has'>;
  readonly isUp: (connectorId: number) => boolean;
  readonly supportsFlash: (connectorId: number) => boolean;
  readonly clock: Clock;
  readonly random: () => number;
};

/**
 * Holds a request against the rules, in the order a client of the compatible API sees them: presence of from, to and
 * message; their form; the sender's permission; length; opt-out; route; price. Money is asked later, in the commit.
 */
export function judge(deps: JudgeDeps, account: Account, request: SmsRequest): Verdict {
  const sender = request.from.trim();
  const to = request.to.trim();
  if (sender === '') return refuse({ code: '1001', field: 'from' });
  if (to === '') return refuse({ code: '1001', field: 'to' });
  if (request.text.trim() === '') return refuse({ code: '1001', field: 'message' });
  if (!isSenderId(sender)) return refuse({ code: '1002', field: 'from' });
  const msisdn = normaliseMsisdn(to, account.defaultCountry, account.settings.lenientNumbers);
  if (msisdn === null) return refuse({ code: '1002', field: 'to' });
  const { mcc, mnc } = networkOf(msisdn);
  const stop = (refusal: Refusal): Verdict => ({ refusal, mcc, mnc });

  // PostgreSQL has no text with NUL, and no handset shows one.
  if (request.text.includes('\0')) return stop({ code: '1002', field: 'message' });
  if (request.refId.length > MAX_REF_ID || request.refId.includes('\0'))
    return stop({ code: '1002', field: 'refId' });
  if (request.linkId !== null && (request.linkId.length > MAX_LINK_ID || request.linkId.includes('\0'))) {
    return stop({ code: '1010' });
  }
  if (!account.senders.has(sender)) return stop({ code: '1003', sender });
  const text = smartEncode(request.text.toWellFormed(), account.settings.smartEncoding);
  const { encoding, segments } = encodesAs(text);
  if (segments > MAX_PARTS) return stop({ code: '1004', maxParts: MAX_PARTS });
  if (deps.optOuts.has(account.id, msisdn, sender)) return stop({ code: '1007' });

  const directory = deps.directory();
  const route = pickRoute(routesFor(directory, account.id, msisdn, mcc, mnc), deps.isUp, deps.random);
  const perPart = pricePerPart(directory, account.id, mcc, mnc);
  if (route === null || perPart === null) return stop({ code: '1008' });
  if (request.flash && !deps.supportsFlash(route.connectorId))
    return stop({ code: '1005', messageType: '2' });

  const validity = request.validityMinutes ?? account.settings.validityMinutes;
  return {
    draft: {
      msisdn,
      sender,
      text,
      encoding,
      parts: segments,
      price: perPart * segments,
      connectorId: route.connectorId,
      mcc,
      mnc,
      expiresAt: deps.clock.now() + validity * 60_000,
    },
  };
}

function refuse(refusal: Refusal): Verdict {
  return { refusal, mcc: '', mnc: '' };
}
