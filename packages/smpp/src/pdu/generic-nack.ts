/** generic_nack, SMPP 3.4 section 4.3: header only, the answer to a PDU that could not be understood. */
export const genericNack = {} as const;
