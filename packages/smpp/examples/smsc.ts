import { CommandStatus, decodeShortMessage, formatReceipt, SmscServer } from '@ujumbe/smpp';

const server = new SmscServer(
  {
    port: Number(process.env.PORT ?? 2775),
    authenticate: ({ systemId, password }) =>
      systemId === 'demo' && password === 'secret'
        ? { ok: true, systemId: 'EXAMPLE' }
        : { ok: false, status: CommandStatus.ESME_RINVPASWD },
  },
  {
    onRequest(pdu, session) {
      if (pdu.command !== 'submit_sm') return session.nack(pdu.sequence, CommandStatus.ESME_RINVCMDID);
      const { text } = decodeShortMessage(pdu);
      console.log(`${pdu.sourceAddr} -> ${pdu.destinationAddr}: ${text}`);
      const id = String(pdu.sequence).padStart(8, '0');
      session.respond(pdu, { messageId: id });
      const now = new Date();
      const receipt = formatReceipt({ id, state: 'DELIVERED', submitDate: now, doneDate: now, text });
      session.send(
        {
          command: 'deliver_sm',
          esmClass: 0x04,
          sourceAddr: pdu.destinationAddr,
          destinationAddr: pdu.sourceAddr,
          shortMessage: Buffer.from(receipt, 'latin1'),
          tlvs: { receiptedMessageId: id, messageState: 2 },
        },
        (outcome) => console.log(`receipt: ${outcome.kind}`),
      );
    },
  },
);

const { port } = await server.listen();
console.log(`listening on ${port}`);
