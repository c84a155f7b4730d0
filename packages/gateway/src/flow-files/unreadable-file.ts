/** A file that cannot be read. The message says what is wrong with it and what to do, to whoever sent it. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}
