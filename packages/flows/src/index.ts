export { type Keys, maskedNumbers, type Position } from './channels/control-keys.ts';
export { measureScreens, measureSms, type ScreenFit, type SmsFit } from './channels/fit.ts';
export type { Complaint, Option, Prompt, Reading, Speech } from './channels/prompt.ts';
export { readSms, type SmsReader } from './channels/read-sms.ts';
export { readUssd } from './channels/read-ussd.ts';
export { type Shown, showUssd } from './channels/show-ussd.ts';
export { type WordKey, type Words, wordKeys, wordsOf } from './channels/words.ts';
export { writeSms } from './channels/write-sms.ts';
export { checkFlow, checkText } from './checks/check-flow.ts';
export { type Change, diffFlows } from './checks/diff-flows.ts';
export type { Finding } from './checks/finding.ts';
export { type FindingCode, findingCodes } from './checks/finding-codes.ts';
export { flowJsonSchema } from './checks/flow-json-schema.ts';
export { readFlow } from './checks/read-flow.ts';
export {
  type Block,
  type BlockKind,
  type BlockOf,
  type ChoiceOption,
  type Question,
  type QuestionKind,
  questionKinds,
} from './document/blocks.ts';
export type { Condition, Value } from './document/condition.ts';
export { type ChannelText, type Flow, type FlowSettings, limits, standardSettings } from './document/flow.ts';
export { askedQuestion } from './engine/asked-question.ts';
export type { Effect, HttpCall } from './engine/effect.ts';
export { type RunEvent, type ScreenLimits, type StepContext, standardScreen } from './engine/event.ts';
export { FlowNotRunnable } from './engine/flow-not-runnable.ts';
export { isSensitiveRun } from './engine/is-sensitive-run.ts';
export { prepareFlow } from './engine/prepare-flow.ts';
export { answerName, type PreparedFlow } from './engine/prepared-flow.ts';
export type { Answer, Channel, Facts, Frame, Outcome, RunState, Wait } from './engine/state.ts';
export { type Stepped, step } from './engine/step.ts';
export { importRapidPro } from './exchange/rapidpro/import-rapidpro.ts';
export { describeLine, type FlowPlace, type ReportLine, type SheetPlace } from './exchange/report.ts';
export { importXlsForm } from './exchange/xlsform/import-xlsform.ts';
export type { Cell, Sheet } from './exchange/xlsform/sheet.ts';
export { exportXlsForm } from './exchange/xlsform/write/export-xlsform.ts';
export { type Entry, type Play, play, type Transcript, type Turn } from './play/play.ts';
export { describeEffect, writeTranscript } from './play/write-transcript.ts';
