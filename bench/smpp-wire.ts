/**
 * The few octets of SMPP 3.4 that the measured operator speaks, read and written in place.
 * Apart from the package under test: the kit must cost little, and must not share that package's mistakes.
 */
export const command = {
  bindReceiver: 0x1,
  bindTransmitter: 0x2,
  submitSm: 0x4,
  deliverSm: 0x5,
  unbind: 0x6,
  bindTransceiver: 0x9,
  enquireLink: 0x15,
} as const;

const response = 0x80000000;
const headerLength = 16;

/** A submit_sm as far as a receipt needs it. Addresses are Latin-1. */
export type Submit = { sequence: number; source: string; destination: string; wantsReceipt: boolean };

/** Reads the fields of a submit_sm that stands at `start` of `octets` (SMPP 3.4, 4.4.1). */
export function readSubmit(octets: Buffer, start: number): Submit {
  const afterService = octets.indexOf(0, start + headerLength) + 1;
  const sourceEnd = octets.indexOf(0, afterService + 2);
  const destinationEnd = octets.indexOf(0, sourceEnd + 3);
  const afterSchedule = octets.indexOf(0, destinationEnd + 4) + 1;
  const registeredDelivery = octets.indexOf(0, afterSchedule) + 1;
  return {
    sequence: octets.readUInt32BE(start + 12),
    source: octets.toString('latin1', afterService + 2, sourceEnd),
    destination: octets.toString('latin1', sourceEnd + 3, destinationEnd),
    wantsReceipt: ((octets[registeredDelivery] ?? 0) & 3) !== 0,
  };
}

/** Collects PDUs and gives them out as one buffer, so that a turn of the loop costs one write. */
export class PduWriter {
  #octets = Buffer.allocUnsafe(64 * 1024);
  #end = 0;
  #sequence = 0;

  submitResponse(sequence: number, messageId: string): void {
    this.#header(command.submitSm + response, sequence, headerLength + messageId.length + 1);
    this.#text(messageId);
  }

  bindResponse(commandId: number, sequence: number): void {
    this.#header(commandId + response, sequence, headerLength + 6);
    this.#text('BENCH');
  }

  emptyResponse(commandId: number, sequence: number): void {
    this.#header(commandId + response, sequence, headerLength);
  }

  /** A deliver_sm with a final receipt in the text of SMPP 3.4 appendix B and in the optional parameters. */
  receipt({ source, destination }: Submit, messageId: string, minute: string): void {
    const text =
      `id:${messageId} sub:001 dlvrd:001 submit date:${minute} done date:${minute} ` +
      'stat:DELIVRD err:000 text:';
    const length =
      headerLength + 17 + source.length + destination.length + text.length + 10 + messageId.length;
    this.#header(command.deliverSm, ++this.#sequence & 0x7fffffff, length);
    this.#octet(0);
    this.#octet(1);
    this.#octet(1);
    this.#text(destination);
    this.#octet(0);
    this.#octet(0);
    this.#text(source);
    this.#octet(0x04);
    for (let field = 0; field < 8; field += 1) this.#octet(0);
    this.#octet(text.length);
    this.#end += this.#octets.write(text, this.#end, 'latin1');
    this.#end = this.#octets.writeUInt32BE(0x001e_0000 + messageId.length + 1, this.#end);
    this.#text(messageId);
    this.#end = this.#octets.writeUInt32BE(0x0427_0001, this.#end);
    this.#octet(2);
  }

  /** What was collected since the last call; null when nothing was. */
  take(): Buffer | null {
    if (this.#end === 0) return null;
    const taken = this.#octets.subarray(0, this.#end);
    this.#octets = Buffer.allocUnsafe(64 * 1024);
    this.#end = 0;
    return taken;
  }

  #header(commandId: number, sequence: number, length: number): void {
    if (this.#end + length > this.#octets.length) {
      this.#octets = Buffer.concat([this.#octets.subarray(0, this.#end)], this.#octets.length * 2 + length);
    }
    this.#octets.writeUInt32BE(length, this.#end);
    this.#octets.writeUInt32BE(commandId, this.#end + 4);
    this.#octets.writeUInt32BE(0, this.#end + 8);
    this.#end = this.#octets.writeUInt32BE(sequence, this.#end + 12);
  }

  #octet(value: number): void {
    this.#octets[this.#end++] = value;
  }

  #text(value: string): void {
    this.#end += this.#octets.write(value, this.#end, 'latin1');
    this.#octets[this.#end++] = 0;
  }
}
