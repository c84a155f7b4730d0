import type { SmppSettings } from './settings.ts';

/** An address on the wire: type of number, numbering plan, digits or letters (SMPP 3.4 sections 5.2.5 to 5.2.9). */
export type Address = { readonly ton: number; readonly npi: number; readonly address: string };

const SHORT_CODE_DIGITS = 6;
const TON_NATIONAL = 2;
const TON_ALPHANUMERIC = 5;

/** The sender as the operator wants it, by its form: letters, short code, or longer number. */
export function sourceAddress(sender: string, settings: SmppSettings): Address {
  const address = sender.startsWith('+') ? sender.slice(1) : sender;
  const { ton, npi } = !settings.sourceAddrAutodetect
    ? settings.numericSender
    : !isDigits(address)
      ? settings.alphanumericSender
      : address.length <= SHORT_CODE_DIGITS
        ? settings.shortCode
        : settings.numericSender;
  return { ton, npi, address };
}

/** The subscriber as the operator wants it; numbers of other countries stay international. */
export function destinationAddress(msisdn: string, settings: SmppSettings): Address {
  if (settings.destFormat === 'national' && msisdn.startsWith(settings.countryCode)) {
    return {
      ton: TON_NATIONAL,
      npi: settings.destination.npi,
      address: msisdn.slice(settings.countryCode.length),
    };
  }
  return { ton: settings.destination.ton, npi: settings.destination.npi, address: msisdn };
}

/**
 * A subscriber as an operator wrote it, as E.164 digits where that can be told: without `+`, `00` or anything that is
 * no digit; a national number gets the calling code of the profile.
 */
export function readSubscriber(address: string, ton: number, settings: SmppSettings): string {
  if (ton === TON_ALPHANUMERIC) return '';
  let digits = isDigits(address) ? address : address.replace(/\D/g, '');
  if (digits.startsWith('00')) digits = digits.slice(2);
  const national =
    digits.startsWith('0') || (ton === TON_NATIONAL && !digits.startsWith(settings.countryCode));
  if (!national || settings.countryCode === '' || digits === '') return digits;
  return settings.countryCode + digits.replace(/^0+/, '');
}

/** A short code or number of ours as an operator wrote it. */
export function readOwnAddress(address: string): string {
  const trimmed = address.trim();
  return trimmed.startsWith('+') ? trimmed.slice(1) : trimmed;
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x30 || unit > 0x39) return false;
  }
  return true;
}
