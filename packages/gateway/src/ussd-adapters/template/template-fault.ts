/** A template that cannot work. The message is a sentence for whoever wrote it. */
export class TemplateFault extends Error {
  override name = 'TemplateFault';
}
