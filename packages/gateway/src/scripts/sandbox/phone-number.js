(inner) => {
  /** Calling code and number, digits alone. `country` is where a number without calling code belongs to. */
  const formatInternationalRaw = (number, country) => {
    const written = String(number).replace(/[\s().-]/g, '');
    if (/^(?:\+|00)[1-9]\d{6,14}$/.test(written)) return written.replace(/^(?:\+|00)/, '');
    if (country !== undefined) {
      return inner.ask('PhoneNumber.formatInternationalRaw', { number: written, country: String(country) });
    }
    if (/^[1-9]\d{9,14}$/.test(written)) return written;
    throw new Error(
      `PhoneNumber.formatInternationalRaw(): "${number}" has no calling code, and no country is given`,
    );
  };
  const PhoneNumber = {
    formatInternationalRaw,
    formatE164: (number, country) => `+${formatInternationalRaw(number, country)}`,
  };
  inner.refuse(PhoneNumber, 'PhoneNumber.', [
    'formatInternational',
    'formatNational',
    'isPossible',
    'isValid',
  ]);
  inner.provide('PhoneNumber', PhoneNumber);
};
