/** What the SMSC has done since it started. */
export interface SmscCounters {
  binds: number;
  bindsRefused: number;
  /** submit_sm and data_sm received. */
  submits: number;
  /** Of these: accepted, refused by status name, left without an answer. */
  accepted: number;
  refused: Record<string, number>;
  swallowed: number;
  linksDropped: number;
  malformedSent: number;
  /** Receipts that a behaviour held back. */
  receiptsLost: number;
  receiptsSent: number;
  /** Receipts answered with ESME_ROK, and those given up after an error answer. */
  receiptsAccepted: number;
  receiptsGivenUp: number;
  moAccepted: number;
  moGivenUp: number;
  /** deliver_sm sent again after a closed link, a timeout or a temporary error. */
  redelivered: number;
}

export function newCounters(): SmscCounters {
  return {
    binds: 0,
    bindsRefused: 0,
    submits: 0,
    accepted: 0,
    refused: {},
    swallowed: 0,
    linksDropped: 0,
    malformedSent: 0,
    receiptsLost: 0,
    receiptsSent: 0,
    receiptsAccepted: 0,
    receiptsGivenUp: 0,
    moAccepted: 0,
    moGivenUp: 0,
    redelivered: 0,
  };
}
