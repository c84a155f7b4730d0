import { decodePdu, encodePdu, type PduInput, parseReceipt } from '@ujumbe/smpp';
import { expect, test } from 'vitest';
import { PduWriter, readSubmit } from './smpp-wire.ts';

const submits: PduInput<'submit_sm'>[] = [
  {
    command: 'submit_sm',
    sequence: 7,
    sourceAddrTon: 5,
    sourceAddr: 'UJUMBE',
    destinationAddr: '254700000001',
    registeredDelivery: 1,
    shortMessage: Buffer.from('Habari'),
  },
  {
    command: 'submit_sm',
    sequence: 0x7fffffff,
    serviceType: 'CMT',
    sourceAddr: '',
    destinationAddr: '254700000002',
    scheduleDeliveryTime: '000001000000000R',
    validityPeriod: '000002000000000R',
    registeredDelivery: 0,
    shortMessage: Buffer.alloc(0),
  },
];

test('a submit is read wherever it stands', () => {
  for (const submit of submits) {
    const octets = Buffer.concat([Buffer.alloc(5, 1), encodePdu(submit)]);
    expect(readSubmit(octets, 5)).toEqual({
      sequence: submit.sequence,
      source: submit.sourceAddr,
      destination: submit.destinationAddr,
      wantsReceipt: submit.registeredDelivery === 1,
    });
  }
});

test('what the operator writes can be read by the package', () => {
  const writer = new PduWriter();
  const submit = { sequence: 7, source: 'UJUMBE', destination: '254700000001', wantsReceipt: true };
  writer.submitResponse(7, '1700000000000001');
  const response = decodePdu(writer.take() ?? Buffer.alloc(0));
  writer.receipt(submit, '1700000000000001', '2611211030');
  const deliver = decodePdu(writer.take() ?? Buffer.alloc(0));

  expect(response).toMatchObject({ command: 'submit_sm_resp', sequence: 7, messageId: '1700000000000001' });
  expect(deliver).toMatchObject({
    command: 'deliver_sm',
    sourceAddr: '254700000001',
    destinationAddr: 'UJUMBE',
  });
  expect(deliver.command === 'deliver_sm' && parseReceipt(deliver)).toMatchObject({
    ids: ['1700000000000001'],
    state: 'DELIVERED',
    stat: 'DELIVRD',
  });
});

test('many PDUs are given out as one buffer, and only once', () => {
  const writer = new PduWriter();
  for (let sequence = 1; sequence <= 5000; sequence += 1) writer.submitResponse(sequence, '1700000000000001');
  const octets = writer.take() ?? Buffer.alloc(0);
  const lengthOfOne = octets.readUInt32BE(0);
  expect(octets.length).toBe(5000 * lengthOfOne);
  expect(octets.readUInt32BE(4999 * lengthOfOne + 12)).toBe(5000);
  expect(writer.take()).toBeNull();
});
