export interface Address {
  ton: number;
  npi: number;
  address: string;
}

/** TON and NPI as operators mostly set them: names 5/0, short codes (up to 6 digits) 3/0, numbers 1/1. */
export function addressOf(address: string): Address {
  const digits = address.startsWith('+') ? address.slice(1) : address;
  if (!/^\d+$/.test(digits)) return { ton: 5, npi: 0, address };
  return digits.length <= 6 ? { ton: 3, npi: 0, address: digits } : { ton: 1, npi: 1, address: digits };
}
