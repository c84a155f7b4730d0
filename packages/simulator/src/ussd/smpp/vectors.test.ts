import { CommandStatus, decodePdu, encodePdu, type PduInput } from '@ujumbe/smpp';
import { describe, expect, it } from 'vitest';
import { buildDeliver, type SmppSession } from './deliver-pdus.ts';
import { type SmppProfileName, type SmppUssdProfile, smppProfiles } from './profiles.ts';
import { readProfile } from './read-profile.ts';
import { RefusedSubmit, readSubmit, type UssdSubmit } from './read-submit.ts';

const session: SmppSession = { msisdn: '254712345678', address: '*123#', number: 0x1234, echo: null };
const address = '5553534400010132353437313233343536373800';
const hex = (pdu: PduInput<'deliver_sm' | 'submit_sm'>, sequence: number): string =>
  encodePdu({ ...pdu, sequence }).toString('hex');

describe('what the operator writes', () => {
  const { generic } = smppProfiles;
  it.each([
    [
      'begin',
      '*123#',
      1,
      `0000004600000005000000000000000${1}${address}00012a3132332300000000000000000f00052a313233230501000101138300021234`,
    ],
    [
      'continue',
      '1',
      3,
      `0000004200000005000000000000000${3}${address}00012a3132332300000000000000000f0001310501000112138300021234`,
    ],
    [
      'abort',
      '',
      5,
      `0000004100000005000000000000000${5}${address}00012a3132332300000000000000000f00000501000181138300021235`,
    ],
  ] as const)('%s', (step, text, sequence, expected) => {
    expect(hex(buildDeliver(generic, session, step, text), sequence)).toBe(expected);
  });

  it('puts the code where the profile has it', () => {
    const fields = (name: SmppProfileName, address: string) => {
      const pdu = buildDeliver(smppProfiles[name], { ...session, address }, 'begin', '*123#');
      return [pdu.destinationAddr, pdu.shortMessage?.toString('latin1'), pdu.tlvs];
    };
    expect(fields('tata', '*123#')).toEqual(['*123#', '', { ussdServiceOp: 1, itsSessionInfo: 0x1234 }]);
    expect(fields('mica', '123')).toEqual([
      '123',
      '*123#',
      { ussdServiceOp: 1, userMessageReference: 0x1234 },
    ]);
    expect(fields('msisdn-only', '*123#')).toEqual(['*123#', '*123#', { ussdServiceOp: 1 }]);
    expect(fields('smpp-plus', '*123#')).toEqual([
      '*123#',
      '*123#',
      { ussdServiceOp: 1, unknown: [{ tag: 0x1401, value: Buffer.from('00001234', 'hex') }] },
    ]);
  });

  it('packs, and writes UCS-2 where the alphabet lacks a character', () => {
    const packed: SmppUssdProfile = { ...generic, packed: true };
    expect(buildDeliver(packed, session, 'begin', '*100#').shortMessage?.toString('hex')).toBe('aa180c3602');
    expect(buildDeliver(packed, session, 'continue', '1234567').shortMessage?.toString('hex')).toBe(
      '31d98c56b3dd1a',
    );
    expect(buildDeliver(generic, session, 'continue', 'Ж')).toMatchObject({
      dataCoding: 72,
      shortMessage: Buffer.from('0416', 'hex'),
    });
  });
});

const swapped = '555353440000012a3132332300010132353437313233343536373800';
const menu = `00000053000000040000000000000002${swapped}000000000000000f001257656c636f6d650a312e2042616c616e6365`;
const bye = `00000044000000040000000000000004${swapped}000000000000000f0003427965`;
const submitOf = (source: string): UssdSubmit => decodePdu(Buffer.from(source, 'hex')) as UssdSubmit;

describe('what the operator reads', () => {
  it.each([
    [
      'generic',
      `${menu}0501000102138300021234`,
      { kind: 'con', text: 'Welcome\n1. Balance', number: 0x1234 },
    ],
    ['generic', `${bye}0501000111138300021235`, { kind: 'end', text: 'Bye', number: 0x1234 }],
    ['tata', `${menu}0501000102138300021234`, { kind: 'con', text: 'Welcome\n1. Balance', number: 0x1234 }],
    ['tata', `${bye}0501000102138300021235`, { kind: 'end', text: 'Bye', number: 0x1234 }],
    ['sixdee', `${bye}0501000111138300021235`, { kind: 'end', text: 'Bye', number: 0x1234 }],
    ['mica', `${bye}0501000111020400021234`, { kind: 'end', text: 'Bye', number: 0x1234 }],
    [
      'msisdn-only',
      `${bye.replace('00000044', '0000003e')}0501000111`,
      { kind: 'end', text: 'Bye', number: null },
    ],
    [
      'smpp-plus',
      `${bye.replace('00000044', '00000046')}05010001111401000400001234`,
      { kind: 'end', text: 'Bye', number: 0x1234 },
    ],
  ] as const)('%s %#', (profile, source, expected) => {
    expect(readSubmit(submitOf(source), smppProfiles[profile], session)).toEqual(expected);
  });

  const good = (): UssdSubmit => submitOf(`${menu}0501000102138300021234`);
  const refused: [why: string, status: number, change: object][] = [
    ['service_type', CommandStatus.ESME_RINVSERTYP, { serviceType: '' }],
    ['source_addr', CommandStatus.ESME_RINVSRCADR, { sourceAddr: '*124#' }],
    ['data_coding', CommandStatus.ESME_RINVDCS, { dataCoding: 3 }],
    ['data_coding', CommandStatus.ESME_RINVDCS, { dataCoding: 72, shortMessage: Buffer.from('abc') }],
    ['183 septets', CommandStatus.ESME_RINVMSGLEN, { shortMessage: Buffer.alloc(183, 0x41) }],
    ['is missing', CommandStatus.ESME_RMISSINGOPTPARAM, { tlvs: { ussdServiceOp: 2 } }],
    [
      'open session is 4660',
      CommandStatus.ESME_RINVOPTPARAMVAL,
      { tlvs: { ussdServiceOp: 2, itsSessionInfo: 2 } },
    ],
    ['end bit', CommandStatus.ESME_RINVOPTPARAMVAL, { tlvs: { ussdServiceOp: 2, itsSessionInfo: 0x1235 } }],
    ['end bit', CommandStatus.ESME_RINVOPTPARAMVAL, { tlvs: { ussdServiceOp: 17, itsSessionInfo: 0x1234 } }],
    [
      'is 23, expected',
      CommandStatus.ESME_RINVOPTPARAMVAL,
      { tlvs: { ussdServiceOp: 23, itsSessionInfo: 0x1235 } },
    ],
  ];
  it.each(refused)('refuses: %s', (why, status, change) => {
    const read = () => readSubmit({ ...good(), ...change }, smppProfiles.generic, session);
    expect(read).toThrow(expect.objectContaining({ name: 'RefusedSubmit', status }));
    expect(read).toThrow(why);
  });

  it('expects back what changes with every request', () => {
    const profile = readProfile({ like: 'msisdn-only', echo: { tag: 0x1383 } }, 'profile');
    const asked = { ...session, echo: 7 };
    expect(buildDeliver(profile, asked, 'continue', '1').tlvs).toEqual({
      ussdServiceOp: 18,
      itsSessionInfo: 7,
    });
    const submit = (itsSessionInfo?: number) => ({ ...good(), tlvs: { ussdServiceOp: 2, itsSessionInfo } });
    expect(readSubmit(submit(7), profile, asked)).toMatchObject({ kind: 'con', number: null });
    expect(() => readSubmit(submit(8), profile, asked)).toThrow('0x1383 is 8, expected 7');
    expect(() => readSubmit(submit(), profile, asked)).toThrow('missing');
  });

  it('refuses to end what is not open', () => {
    const read = () => readSubmit(submitOf(`${bye}0501000111138300021235`), smppProfiles.generic, null);
    expect(read).toThrow(RefusedSubmit);
    expect(readSubmit(good(), smppProfiles.generic, null)).toMatchObject({ kind: 'con' });
  });

  it('takes the filling off packed text', () => {
    const profile: SmppUssdProfile = { ...smppProfiles.generic, packed: true };
    const text = (octets: string) =>
      readSubmit({ ...good(), shortMessage: Buffer.from(octets, 'hex') } as UssdSubmit, profile, session)
        .text;
    expect([text('31d98c56b3dd1a'), text('aa180c3602')]).toEqual(['1234567', '*100#']);
  });
});

describe('settings', () => {
  it('takes a name, or a name and what differs', () => {
    expect(readProfile('mica', 'profile')).toEqual(smppProfiles.mica);
    const changed = readProfile(
      {
        like: 'smpp-plus',
        session: { tag: 0x1500, octets: 4 },
        outOps: { end: 3 },
        shortCode: null,
        packed: true,
      },
      'profile',
    );
    expect(changed).toEqual({
      ...smppProfiles['smpp-plus'],
      session: { tag: 0x1500, octets: 4, mask: 0xffffffff, scope: 'operator' },
      outOps: { con: 2, end: 3, push: 3 },
      packed: true,
    });
    expect(smppProfiles['smpp-plus'].outOps.end).toBe(17);
  });

  it.each([
    ['profile', 'huawei'],
    ['profile.like', { like: 'huawei' }],
    ['profile.session.octets', { session: { tag: 1, octets: 3 } }],
    ['profile.session.tag', { session: {} }],
    ['profile.inOps.begin', { inOps: { begin: 256 } }],
    ['profile.codeField', { codeField: 'service_type' }],
    ['profile.colour', { colour: 1 }],
  ])('names the field %s', (field, value) => {
    expect(() => readProfile(value, 'profile')).toThrow(
      expect.objectContaining({ name: 'InvalidInput', field }),
    );
  });
});
