export { checkFlow, checkText } from './checks/check-flow.ts';
export type { Finding } from './checks/finding.ts';
export { readFlow } from './checks/read-flow.ts';
export type { Block, BlockKind, BlockOf, ChoiceOption, Question, QuestionKind } from './document/blocks.ts';
export type { Condition, Value } from './document/condition.ts';
export { type ChannelText, type Flow, type FlowSettings, limits, standardSettings } from './document/flow.ts';
export type { Effect, HttpCall } from './engine/effect.ts';
export { type RunEvent, type ScreenLimits, type StepContext, standardScreen } from './engine/event.ts';
export type { Answer, Channel, Facts, Frame, Outcome, RunState, Wait } from './engine/state.ts';
