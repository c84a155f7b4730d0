import {
  chooseEncoding,
  dataCodingFor,
  EsmeLink,
  parseReceipt,
  type Session,
  segmentMessage,
} from '@ujumbe/smpp';

const link = new EsmeLink(
  {
    host: '127.0.0.1',
    port: Number(process.env.PORT ?? 2775),
    bind: { mode: 'transceiver', systemId: 'demo', password: 'secret' },
    session: { window: 10 },
  },
  {
    onBound: (session) => sendText(session, 'Habari! Your parcel [A7] has arrived.'),
    onRequest(pdu, session) {
      if (pdu.command !== 'deliver_sm') return;
      session.respond(pdu);
      const receipt = parseReceipt(pdu);
      if (receipt === null) return;
      console.log(`${receipt.ids[0]} is ${receipt.state}`);
      void link.stop();
    },
    onState: ({ phase, lastError }) => console.log(phase, lastError ?? ''),
  },
);

function sendText(session: Session, text: string): void {
  const encoding = chooseEncoding(text);
  for (const { shortMessage, esmClassUdhi } of segmentMessage(text, { encoding, reference: 1 })) {
    const isTaken = session.send(
      {
        command: 'submit_sm',
        sourceAddrTon: 5,
        sourceAddr: 'TIARA',
        destAddrTon: 1,
        destAddrNpi: 1,
        destinationAddr: '254700000001',
        esmClass: esmClassUdhi ? 0x40 : 0,
        registeredDelivery: 1,
        dataCoding: dataCodingFor(encoding),
        shortMessage,
      },
      (outcome) => console.log(outcome.kind === 'response' ? outcome.pdu : outcome.kind),
    );
    if (!isTaken) console.log('the window is full: wait for onDrain');
  }
}

link.start();
