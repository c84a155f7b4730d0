export type { CallbackFailure, FailureKind } from './customer-app/callback-failures.ts';
export {
  type CallbackFilter,
  type CallbackSink,
  type CallbackSinkOptions,
  type ReceivedCallback,
  startCallbackSink,
} from './customer-app/callback-sink.ts';
export {
  startUssdApp,
  type UssdApp,
  type UssdAppOptions,
  type UssdHop,
} from './customer-app/ussd-app.ts';
export type { RawUssdAnswer, UssdAnswer, UssdRequest, UssdScript } from './customer-app/ussd-script.ts';
export { type Esme, type EsmeOptions, startEsme } from './esme.ts';
export type { EventHub, RecordedEvent, SimulatorEvent } from './events.ts';
export type { HandsetMessage, Inbox, InboxMode } from './handsets.ts';
export { InvalidInput } from './invalid-input.ts';
export {
  type Simulator,
  type SimulatorOptions,
  type SimulatorState,
  type SimulatorStats,
  startSimulator,
} from './simulator.ts';
export type { BehaviourChange, BehaviourTree } from './smsc/behaviour-set.ts';
export type { BehaviourSettings } from './smsc/behaviours/registry.ts';
export type { SmscCounters } from './smsc/counters.ts';
export type { BindState } from './smsc/link.ts';
export type { Mo, MoResult } from './smsc/mo.ts';
export type { SubmitRecord } from './smsc/submit-log.ts';
export type { DialectOptions } from './ussd/dialects/registry.ts';
export type { FrontError, UssdEnd, UssdLine, UssdScreen } from './ussd/front.ts';
export type { FrontProof } from './ussd/http/proof.ts';
export type { FrontSettings, FrontState, UssdNetwork } from './ussd/network.ts';
export type { UssdMoment, UssdPhone } from './ussd/phones.ts';
export type { SmppUssdProfile } from './ussd/smpp/profiles.ts';
