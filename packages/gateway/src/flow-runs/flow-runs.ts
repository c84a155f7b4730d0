import { TemporarilyUnavailable } from '#core/accept.ts';
import type { StartSurvey } from '#core/start-survey.ts';
import { within } from '#core/within.ts';
import { putOffInputs, waitingConversations } from '#store/flow-inputs.ts';
import { type ConversationKey, nameOfConversation, type RunRow } from '#store/flow-runs.ts';
import { type DueTimer, dueTimers, putOffTimer } from '#store/flow-timers.ts';
import { BoundedTurns } from './bounded-turns.ts';
import { callService } from './call-service.ts';
import type { FlowRunsDeps } from './deps.ts';
import { fireTimer } from './fire-timer.ts';
import { logNames } from './log-names.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { type InTurn, startSurvey } from './start-survey.ts';
import { stepUssdRun } from './step-ussd.ts';
import { takeAnswer } from './take-answer.ts';
import { takeConversation } from './take-conversation.ts';
import type { StepUssdRun } from './ussd-run.ts';

/**
 * Steps of SMS conversations, and starts of surveys, that are under way at once: each has a connection of the pool. The others
 * are left to USSD, where people sit before a screen.
 */
const AT_ONCE = 4;
/** Some ten seconds of them: longer no client waits for an answer. */
const STARTS = {
  atOnce: 4,
  most: 2000,
  mostOfAccount: 1000,
  refusal: 'too many surveys wait to be started',
};
const LOOKED_AT = 200;

/**
 * Runs of flows: begins them, takes in what people answer, and does what their timers say. Each step is one transaction; what
 * is under way when the process dies is done again from its rows.
 */
export class FlowRuns {
  readonly #deps: FlowRunsDeps;
  readonly #work = new OneAtATime(AT_ONCE);
  readonly #starts = new BoundedTurns(STARTS);
  readonly #underWay = new Set<Promise<unknown>>();
  #stopped = false;
  /** Also while the node stops, as long as operators ask: somebody sits before a screen. */
  readonly stepUssd: StepUssdRun;

  constructor(deps: FlowRunsDeps) {
    this.#deps = deps;
    this.stepUssd = stepUssdRun(deps, (work) => this.#track(work));
  }

  /** @throws TemporarilyUnavailable when the database is away, too many wait to be started, or this node stops */
  readonly startSurvey: StartSurvey = async (account, survey, start) => {
    if (this.#stopped) throw new TemporarilyUnavailable('this node is stopping');
    const inTurn: InTurn = async (key, begin) => {
      const begun = await this.#starts.do(account.id, nameOfConversation(key), begin);
      if (begun.calling !== null) void this.#track(this.#ask(begun.calling));
      return begun;
    };
    return this.#track(startSurvey(this.#deps, account, survey, start, inTurn));
  };

  /** Somebody wrote in a conversation: what they wrote is on disk. */
  readonly onInput = (conversation: ConversationKey): void => {
    void this.#track(this.#take(conversation));
  };

  /** Takes in what is due: timers, and what others left behind. */
  async sweep(): Promise<void> {
    const { pool, clock } = this.#deps;
    const timers = await dueTimers(pool, clock.now(), LOOKED_AT);
    const conversations = await waitingConversations(pool, clock.now(), LOOKED_AT);
    await Promise.all([
      ...timers.map((timer) => this.#track(this.#fire(timer))),
      ...conversations.map((conversation) => this.#track(this.#take(conversation))),
    ]);
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** Waits, but no longer than `ms` milliseconds, until nothing is under way; takes up nothing more. */
  async stop(ms: number): Promise<void> {
    this.#stopped = true;
    await within(this.idle(), ms, undefined);
  }

  async #take(conversation: ConversationKey): Promise<void> {
    try {
      const calling = await this.#do(conversation, () => takeConversation(this.#deps, conversation));
      if (calling !== null) void this.#track(this.#ask(calling));
    } catch (error) {
      const { pool, clock } = this.#deps;
      const failed = 'a conversation was not gone on with; it will be';
      await this.#putOff(failed, error, conversation, {}, () =>
        putOffInputs(pool, conversation, clock.now()),
      );
    }
  }

  async #fire(timer: DueTimer): Promise<void> {
    try {
      const calling = await this.#do(timer, () => fireTimer(this.#deps, timer));
      if (calling !== null) void this.#track(this.#ask(calling));
    } catch (error) {
      const { runId, kind } = timer;
      const { pool, clock } = this.#deps;
      await this.#putOff('a timer of a flow failed', error, timer, { runId, kind }, () =>
        putOffTimer(pool, runId, kind, clock.now()),
      );
    }
  }

  /** So that what always fails is in nobody's way. */
  async #putOff(
    failed: string,
    error: unknown,
    conversation: ConversationKey,
    more: object,
    putOff: () => Promise<void>,
  ): Promise<void> {
    const { log } = this.#deps;
    const names = { ...logNames(this.#deps, conversation), ...more };
    log.warn({ ...names, err: (error as Error).message }, failed);
    await putOff().catch((late: Error) =>
      log.warn(
        { ...names, err: late.message },
        'what failed could not be put off, and is tried again at once',
      ),
    );
  }

  /** Waited for when the node stops. */
  #track<Result>(work: Promise<Result>): Promise<Result> {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }

  /** What a web service answers may lead to another one. A call that is lost is made again by its timer. */
  async #ask(run: RunRow): Promise<void> {
    try {
      let now = run;
      while (now.call !== null) {
        const event = await callService(this.#deps, now.call);
        // It is we who are going, and not the service.
        if (this.#stopped && event.status === null) return;
        const asking = now;
        now = await this.#work.do(nameOfConversation(asking), () => takeAnswer(this.#deps, asking, event));
      }
      // Somebody may have written meanwhile.
      if (now.channel === 'sms') await this.#take(now);
    } catch (error) {
      this.#deps.log.warn(
        { ...logNames(this.#deps, run), runId: run.id, err: (error as Error).message },
        'a web service of a flow was not asked',
      );
    }
  }

  async #do<Result>(conversation: ConversationKey, work: () => Promise<Result>): Promise<Result | null> {
    return this.#stopped ? null : this.#work.do(nameOfConversation(conversation), work);
  }
}
