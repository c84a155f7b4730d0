import { decodePdu, encodePdu } from '@ujumbe/smpp';
import { describe, expect, test } from 'vitest';
import { testSettings } from '../test-settings.ts';
import type { OutboundMeaning } from './dialects.ts';
import { ussdDialects } from './dialects.ts';
import { type Delivery, hopReader } from './read-hop.ts';
import cases from './vectors.cases.json' with { type: 'json' };
import { writeScreen } from './write-screen.ts';

const reader = hopReader(ussdDialects.generic, testSettings());

function read(hex: string) {
  const pdu = decodePdu(Buffer.from(hex, 'hex')) as Delivery;
  expect(reader.isUssd(pdu)).toBe(true);
  const hop = reader.read(pdu);
  if (hop.kind === 'unusable') throw new Error(hop.why);
  return hop;
}

describe('octets of a generic dialogue', () => {
  test.each(cases.delivered)('$label is read', ({ hex, event }) => {
    expect(read(hex).event).toEqual({ ...event, step: null, network: null });
  });

  test.each(cases.shown)('$label is written', ({ sequence, meaning, text, hex }) => {
    const [begin] = cases.delivered;
    const { origin } = read(begin?.hex ?? '');
    const pdu = writeScreen(origin, meaning as OutboundMeaning, text, ussdDialects.generic);
    expect(encodePdu({ ...pdu, sequence }).toString('hex')).toBe(hex);
  });
});
