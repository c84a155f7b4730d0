import type { PduOf, Receipt } from '@ujumbe/smpp';
import type { InboundReceipt } from '#core/connector.ts';
import type { FinalStateName } from '#core/message-state.ts';
import { readSubscriber } from './addresses.ts';
import { tidyOperatorId, tidyOperatorText } from './operator-text.ts';
import type { SmppSettings } from './settings.ts';

type Outcome = InboundReceipt['outcome'];

const enroute: Outcome = { kind: 'enroute' };
const unknown: Outcome = { kind: 'unknown' };
const final: Readonly<Record<FinalStateName, Outcome>> = {
  delivered: { kind: 'final', state: 'delivered' },
  undeliverable: { kind: 'final', state: 'undeliverable' },
  expired: { kind: 'final', state: 'expired' },
  blacklisted: { kind: 'final', state: 'blacklisted' },
  rejected: { kind: 'final', state: 'rejected' },
};

/** A parsed receipt in the gateway's words, by the operator's profile. */
export function toInboundReceipt(
  receipt: Receipt,
  pdu: PduOf<'deliver_sm' | 'data_sm'>,
  connectorId: number,
  settings: SmppSettings,
): InboundReceipt {
  return {
    connectorId,
    operatorIds: receipt.ids.map(tidyOperatorId).filter((id) => id !== ''),
    msisdn: subscriberOf(pdu, settings),
    outcome: outcomeOf(receipt, settings),
    reason: reasonOf(receipt),
  };
}

function subscriberOf(pdu: PduOf<'deliver_sm' | 'data_sm'>, settings: SmppSettings): string {
  switch (settings.receiptAddr) {
    case 'normal':
      return readSubscriber(pdu.sourceAddr, pdu.sourceAddrTon, settings);
    case 'swapped':
      return readSubscriber(pdu.destinationAddr, pdu.destAddrTon, settings);
    case 'ignore':
      return '';
  }
}

function outcomeOf(receipt: Receipt, settings: SmppSettings): Outcome {
  if (receipt.intermediate) return enroute;
  switch (receipt.state) {
    case 'DELIVERED':
      return final.delivered;
    case 'ENROUTE':
      return enroute;
    case 'ACCEPTED':
      return settings.acceptedIsDelivered ? final.delivered : enroute;
    case 'UNKNOWN':
      return settings.unknownIsFinal ? failure('undeliverable', receipt, settings) : unknown;
    case 'EXPIRED':
      return failure('expired', receipt, settings);
    case 'REJECTED':
      return failure('rejected', receipt, settings);
    case 'UNDELIVERABLE':
    case 'DELETED':
    case 'SKIPPED':
      return failure('undeliverable', receipt, settings);
  }
}

function failure(state: FinalStateName, receipt: Receipt, settings: SmppSettings): Outcome {
  const byError = receipt.err === undefined ? undefined : settings.receiptErrorMap[receipt.err];
  return final[byError ?? state];
}

/** The operator's own word, with its error code where there is one: `UNDELIV err:021`. */
function reasonOf({ stat, err, state }: Receipt): string {
  const word = tidyOperatorText(stat);
  if (state === 'DELIVERED' || err === undefined || /^0*$/.test(err)) return word;
  return tidyOperatorText(`${word} err:${err}`);
}
