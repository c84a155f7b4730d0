/** The host cannot do what a script asked. The message is thrown in the script. */
export class CallRefused extends Error {
  override name = 'CallRefused';
}
