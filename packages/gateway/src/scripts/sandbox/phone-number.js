(inner) => {
  /** Calling code and number, digits alone. The caller's numbers come so; others must be written so. */
  const formatInternationalRaw = (number) => {
    const written = String(number).replace(/[\s().-]/g, '');
    const digits = written.replace(/^(?:\+|00)/, '');
    if (!/^[1-9]\d{6,14}$/.test(digits)) {
      throw new Error(`PhoneNumber.formatInternationalRaw(): "${number}" has no calling code in front`);
    }
    return digits;
  };
  const PhoneNumber = {
    formatInternationalRaw,
    formatE164: (number) => `+${formatInternationalRaw(number)}`,
  };
  inner.refuse(PhoneNumber, 'PhoneNumber.', [
    'formatInternational',
    'formatNational',
    'isPossible',
    'isValid',
  ]);
  inner.provide('PhoneNumber', PhoneNumber);
};
