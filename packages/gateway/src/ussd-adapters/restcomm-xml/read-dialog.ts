import type { UssdEndReason } from '#core/ussd.ts';
import { UnreadableHop } from '#core/ussd-adapter.ts';
import { readXml, type XmlElement } from '../xml/read-xml.ts';

/** A MAP message within a dialogue. */
export type MapMessage = {
  readonly kind: 'begin' | 'continue';
  readonly invokeId: number;
  /** What was dialled or typed; already decoded, whatever its dataCodingScheme was. */
  readonly text: string;
};

/** A `<dialog>` as the gateway sends it. */
type Dialog = {
  /** Both ends' names of the TCAP dialogue: the same over all its hops, unique among the live ones. */
  readonly session: string;
  /** The subscriber's number, where this hop tells it. */
  readonly msisdn: string | null;
  /** The string of ours that comes back. */
  readonly userObject: string | undefined;
} & ({ readonly message: MapMessage } | { readonly ended: UssdEndReason });

/** @throws UnreadableHop for what is no dialogue of a subscriber */
export function readDialog(body: Buffer): Dialog {
  const root = readXml(body);
  if (root.name !== 'dialog') throw new UnreadableHop('The root of the XML must be dialog.');
  const found = root.children.find(({ name }) => KINDS.has(name));
  const head = {
    session: `${transactionId(root, 'localId')}-${transactionId(root, 'remoteId')}`,
    msisdn: numberOf(found, 'msisdn') ?? numberOf(root, 'originationReference'),
    userObject: root.attributes.get('userObject'),
  };
  const ended = endOf(root);
  if (ended !== null) return { ...head, ended };
  if (found !== undefined) return { ...head, message: messageOf(found) };
  if (root.attributes.get('type') === 'End') return { ...head, ended: 'network' };
  throw new UnreadableHop(`dialog must hold ${[...KINDS.keys()].join(' or ')}, or tell why it ended.`);
}

const KINDS: ReadonlyMap<string, MapMessage['kind']> = new Map([
  ['processUnstructuredSSRequest_Request', 'begin'],
  ['unstructuredSSRequest_Response', 'continue'],
]);

function messageOf(element: XmlElement): MapMessage {
  const kind = KINDS.get(element.name);
  const text = element.attributes.get('string');
  const invokeId = element.attributes.get('invokeId') ?? '';
  if (kind === undefined || text === undefined) throw new UnreadableHop(`${element.name} has no string.`);
  if (!/^-?\d{1,3}$/.test(invokeId)) throw new UnreadableHop('invokeId must be a small whole number.');
  return { kind, invokeId: Number(invokeId), text };
}

/** Why a dialogue is over, by the attributes that are there only then, or by an error of the far side; null while it goes on. */
function endOf({ attributes, children }: XmlElement): UssdEndReason | null {
  if (attributes.get('dialogTimedOut') === 'true' || attributes.has('invokeTimedOut')) return 'timeout';
  const abort = attributes.get('mapUserAbortChoice');
  // Every other choice names something of the network: a handover, a radio channel, resources.
  if (abort !== undefined) return abort === 'isUserSpecificReason' ? 'user' : 'network';
  if (attributes.has('mapAbortProviderReason') || attributes.has('mapRefuseReason')) return 'network';
  const failed = children.some(
    ({ name, children: components }) => FAILURES.has(name) && components.length > 0,
  );
  if (failed) return 'error';
  return attributes.get('type') === 'Abort' ? 'network' : null;
}

/** Elements that are there, empty, in every dialogue. */
const FAILURES = new Set(['errComponents', 'rejectComponents']);

function transactionId({ attributes }: XmlElement, name: 'localId' | 'remoteId'): string {
  const id = attributes.get(name);
  if (id === undefined) throw new UnreadableHop(`${name} is missing.`);
  if (!/^\d{1,20}$/.test(id)) throw new UnreadableHop(`${name} must be a whole number.`);
  return id;
}

function numberOf(parent: XmlElement | undefined, name: string): string | null {
  return parent?.children.find((child) => child.name === name)?.attributes.get('number') ?? null;
}
