/** Bits of esm_class, SMPP 3.4 section 5.2.12. */
export const EsmClass = {
  modeMask: 0x03,
  modeDefault: 0x00,
  modeDatagram: 0x01,
  modeForward: 0x02,
  modeStoreAndForward: 0x03,
  typeMask: 0x3c,
  deliveryReceipt: 0x04,
  deliveryAcknowledgement: 0x08,
  userAcknowledgement: 0x10,
  conversationAbort: 0x18,
  intermediateNotification: 0x20,
  udhi: 0x40,
  replyPath: 0x80,
} as const;

/** Bits of registered_delivery, SMPP 3.4 section 5.2.17 (successOnly: SMPP 5.0). */
export const RegisteredDelivery = {
  none: 0x00,
  final: 0x01,
  failureOnly: 0x02,
  successOnly: 0x03,
  receiptMask: 0x03,
  intermediate: 0x10,
} as const;
