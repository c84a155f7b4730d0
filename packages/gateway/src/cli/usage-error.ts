/** The command was not written as it must be. The message says what is wrong and how to write it. */
export class UsageError extends Error {
  override name = 'UsageError';
}
