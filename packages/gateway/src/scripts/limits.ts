/** What one script, and one run of it, may take. Bytes are of UTF-8. */
export const limits = {
  /** The largest script that Telerivet keeps. */
  codeBytes: 100 * 1024,
  stackBytes: 128 * 1024,
  /** What a script's values may take. */
  memoryBytes: 16 * 1024 * 1024,
  /** What QuickJS itself takes of its thread's memory, before any script. */
  quickjsBytes: 5 * 1024 * 1024,
  /** Processor time of a run; QuickJS asks for it every few thousand steps. */
  ownMs: 200,
  /** Processor time after which the thread is ended from outside: some steps of QuickJS are long. */
  killMs: 250,
  /** Scripts that compute at once. */
  computing: 2,
  /** Threads in all: a script that waits for an answer keeps its own. */
  threads: 8,
  /** Runs that wait for a thread. */
  queue: 100,
  /** Steps of one application that took too much time or memory, one after the other: then it is not run for a while. */
  failuresInARow: 5,

  /** Of one call to the host and of its answer, as JSON. */
  callBytes: 64 * 1024,
  callsPerRun: 50,
  httpCallsPerRun: 5,
  messagesPerRun: 5,
  rowsReadPerRun: 1000,

  httpTotalMs: 10_000,
  httpAnswerBytes: 16 * 1024,
  /** Left of a run's deadline for the script to say something after a request that failed. */
  httpMarginMs: 100,

  logLines: 100,
  logLineLength: 500,
  /** What is shown at once; the session cuts or pages it to what the operator shows. */
  screenLength: 4000,
  /** What a script keeps from one step of a session to the next. */
  memoryKeptBytes: 32 * 1024,
} as const;
