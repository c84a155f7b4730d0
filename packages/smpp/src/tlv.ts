/** Forms a TLV's value may take (SMPP 3.4 section 5.3, SMPP 5.0 section 4.8). */
type TlvForm = 'int8' | 'int16' | 'int32' | 'cstring' | 'text' | 'octets';

/** Every named TLV: its tag and the form of its value. `cstring` ends with NUL, `text` does not. */
export const tlvTable = {
  destAddrSubunit: [0x0005, 'int8'],
  destNetworkType: [0x0006, 'int8'],
  destBearerType: [0x0007, 'int8'],
  destTelematicsId: [0x0008, 'int16'],
  sourceAddrSubunit: [0x000d, 'int8'],
  sourceNetworkType: [0x000e, 'int8'],
  sourceBearerType: [0x000f, 'int8'],
  sourceTelematicsId: [0x0010, 'int8'],
  qosTimeToLive: [0x0017, 'int32'],
  payloadType: [0x0019, 'int8'],
  additionalStatusInfoText: [0x001d, 'cstring'],
  receiptedMessageId: [0x001e, 'cstring'],
  msMsgWaitFacilities: [0x0030, 'int8'],
  privacyIndicator: [0x0201, 'int8'],
  sourceSubaddress: [0x0202, 'octets'],
  destSubaddress: [0x0203, 'octets'],
  userMessageReference: [0x0204, 'int16'],
  userResponseCode: [0x0205, 'int8'],
  sourcePort: [0x020a, 'int16'],
  destinationPort: [0x020b, 'int16'],
  sarMsgRefNum: [0x020c, 'int16'],
  languageIndicator: [0x020d, 'int8'],
  sarTotalSegments: [0x020e, 'int8'],
  sarSegmentSeqnum: [0x020f, 'int8'],
  scInterfaceVersion: [0x0210, 'int8'],
  callbackNumPresInd: [0x0302, 'int8'],
  callbackNumAtag: [0x0303, 'octets'],
  numberOfMessages: [0x0304, 'int8'],
  callbackNum: [0x0381, 'octets'],
  dpfResult: [0x0420, 'int8'],
  setDpf: [0x0421, 'int8'],
  msAvailabilityStatus: [0x0422, 'int8'],
  networkErrorCode: [0x0423, 'octets'],
  messagePayload: [0x0424, 'octets'],
  deliveryFailureReason: [0x0425, 'int8'],
  moreMessagesToSend: [0x0426, 'int8'],
  messageState: [0x0427, 'int8'],
  congestionState: [0x0428, 'int8'],
  ussdServiceOp: [0x0501, 'int8'],
  broadcastChannelIndicator: [0x0600, 'int8'],
  broadcastContentType: [0x0601, 'octets'],
  broadcastContentTypeInfo: [0x0602, 'octets'],
  broadcastMessageClass: [0x0603, 'int8'],
  broadcastRepNum: [0x0604, 'int16'],
  broadcastFrequencyInterval: [0x0605, 'octets'],
  broadcastAreaIdentifier: [0x0606, 'octets'],
  broadcastErrorStatus: [0x0607, 'int32'],
  broadcastAreaSuccess: [0x0608, 'int8'],
  broadcastEndTime: [0x0609, 'text'],
  broadcastServiceGroup: [0x060a, 'octets'],
  billingIdentification: [0x060b, 'octets'],
  sourceNetworkId: [0x060d, 'cstring'],
  destNetworkId: [0x060e, 'cstring'],
  sourceNodeId: [0x060f, 'text'],
  destNodeId: [0x0610, 'text'],
  destAddrNpResolution: [0x0611, 'int8'],
  destAddrNpInformation: [0x0612, 'text'],
  destAddrNpCountry: [0x0613, 'int32'],
  displayTime: [0x1201, 'int8'],
  smsSignal: [0x1203, 'int16'],
  msValidity: [0x1204, 'octets'],
  alertOnMessageDelivery: [0x130c, 'octets'],
  itsReplyType: [0x1380, 'int8'],
  itsSessionInfo: [0x1383, 'int16'],
} as const satisfies Record<string, readonly [tag: number, form: TlvForm]>;

export type TlvName = keyof typeof tlvTable;

type ValueOf<F extends TlvForm> = F extends 'octets'
  ? Buffer
  : F extends 'cstring' | 'text'
    ? string
    : number;

/** A TLV with no name here (vendor range 0x1400..0x3fff), or one that repeats or has an unusable length. */
export interface RawTlv {
  tag: number;
  value: Buffer;
}

/** Optional parameters of a PDU by name; what has no name is kept raw, in the order of the wire. */
export type Tlvs = {
  -readonly [K in TlvName]?: ValueOf<(typeof tlvTable)[K][1]> | undefined;
} & { unknown?: RawTlv[] | undefined };

export interface TlvDefinition {
  readonly name: TlvName;
  readonly tag: number;
  readonly form: TlvForm;
}

export const tlvByName: ReadonlyMap<string, TlvDefinition> = new Map(
  (Object.keys(tlvTable) as TlvName[]).map((name) => {
    const [tag, form] = tlvTable[name];
    return [name, { name, tag, form }];
  }),
);

export const tlvByTag: ReadonlyMap<number, TlvDefinition> = new Map(
  [...tlvByName.values()].map((definition) => [definition.tag, definition]),
);
