import { commandStatusName, encodeUcs2, type ResponsePdu } from '@ujumbe/smpp';
import { mapStatus, readErrorMap, type StatusAction } from './map-status.ts';
import { tidyOperatorId, tidyOperatorText } from './operator-text.ts';
import { QueuePressure } from './queue-pressure.ts';
import type { SmppSettings } from './settings.ts';
import type { Part, PartResult } from './submission.ts';

/** What an operator's answer to one submit_sm calls for. */
export type Answer =
  | PartResult
  /** Once more in another form; the part's PDU is changed already. */
  | { readonly kind: 'resend' }
  /** The session is not bound in the operator's eyes. */
  | { readonly kind: 'rebind' };

const UCS2_SINGLE = 70;
/** Refused senders in a row after which it is hardly the customers' mistake. */
const SENDERS_REFUSED = 3;
const RINVSRCADR = 0x0a;
const RUNKNOWNERR = 0xff;

/** Reads answers of one operator. It remembers the last ones, because some mean more when they pile up. */
export class AnswerReader {
  readonly #settings: SmppSettings;
  readonly #overrides: ReadonlyMap<number, StatusAction>;
  readonly #pressure = new QueuePressure();
  #sendersRefused = 0;

  constructor(settings: SmppSettings) {
    this.#settings = settings;
    this.#overrides = readErrorMap(settings.errorMap);
  }

  read(part: Part, pdu: ResponsePdu): Answer {
    // A generic_nack without an error is still no acceptance.
    const status = pdu.command === 'submit_sm_resp' ? pdu.status : pdu.status || RUNKNOWNERR;
    const action = mapStatus(status, this.#overrides, pdu.tlvs?.deliveryFailureReason);
    this.#pressure.note(action.class === 'queue-full');
    this.#sendersRefused = status === RINVSRCADR ? this.#sendersRefused + 1 : 0;
    if (action.class === 'accepted') {
      const id = pdu.command === 'submit_sm_resp' ? (pdu.messageId ?? '') : '';
      return { kind: 'accepted', operatorId: tidyOperatorId(id) };
    }
    return this.#follow(action, part, reasonOf(status, pdu));
  }

  #follow(action: Exclude<StatusAction, { class: 'accepted' }>, part: Part, reason: string): Answer {
    switch (action.class) {
      case 'throttle':
        return { kind: 'throttled', reason };
      case 'queue-full':
        return this.#pressure.isHigh
          ? { kind: 'throttled', reason }
          : { kind: 'retry', afterMs: action.afterMs, maxAttempts: action.maxAttempts, reason };
      case 'retry':
        return { kind: 'retry', afterMs: action.afterMs, maxAttempts: action.maxAttempts, reason };
      case 'permanent':
        return {
          kind: 'refused',
          state: action.state,
          reason,
          alert: this.#sendersRefused > SENDERS_REFUSED,
        };
      case 'config':
        return { kind: 'refused', state: 'rejected', reason, alert: true };
      case 'session':
        return { kind: 'rebind' };
      case 'without-validity':
        return dropValidity(part) ? { kind: 'resend' } : this.#follow({ class: 'config' }, part, reason);
      case 'as-ucs2':
        return this.#recode(part) ? { kind: 'resend' } : this.#follow({ class: 'config' }, part, reason);
    }
  }

  /** A part of a long message keeps its alphabet: the message would come to another number of parts. */
  #recode(part: Part): boolean {
    const { sms } = part.submission;
    const { ucs2DataCoding, flashUcs2, flashBy } = this.#settings.encoding;
    const dataCoding = sms.flash && flashBy === 'dcs' ? flashUcs2 : ucs2DataCoding;
    const fits = sms.parts === 1 && sms.text.length <= UCS2_SINGLE && part.pdu.dataCoding !== dataCoding;
    if (part.resent || !fits) return false;
    part.resent = true;
    part.pdu = { ...part.pdu, sequence: undefined, dataCoding, shortMessage: encodeUcs2(sms.text) };
    return true;
  }
}

function dropValidity(part: Part): boolean {
  if (part.resent || !part.pdu.validityPeriod) return false;
  part.resent = true;
  part.pdu = { ...part.pdu, sequence: undefined, validityPeriod: '' };
  return true;
}

function reasonOf(status: number, pdu: ResponsePdu): string {
  const name = commandStatusName(status);
  const detail = pdu.tlvs?.additionalStatusInfoText;
  return detail === undefined ? name : tidyOperatorText(`${name} ${detail}`);
}
