const headEnd = '\r\n\r\n';

/**
 * Cuts a byte stream into HTTP/1.1 messages, requests or responses, that carry `Content-Length` or no body at all.
 * Text is Latin-1, one character an octet: the kit compares and counts, it does not read.
 */
export class HttpReader {
  #text = '';
  #headLength = -1;
  #length = -1;

  /**
   * Calls `onMessage` with each message that is complete: head and body in one string, and where the body begins.
   * @throws Error on a chunked body, which the kit does not speak
   */
  push(chunk: Buffer, onMessage: (message: string, bodyAt: number) => void): void {
    this.#text = this.#text === '' ? chunk.toString('latin1') : this.#text + chunk.toString('latin1');
    while (this.#text.length >= this.#length) {
      if (this.#length === -1 && !this.#readHead()) return;
      if (this.#text.length < this.#length) return;
      const rest = this.#text.length === this.#length ? '' : this.#text.slice(this.#length);
      const message = rest === '' ? this.#text : this.#text.slice(0, this.#length);
      const bodyAt = this.#headLength;
      this.#text = rest;
      this.#length = -1;
      onMessage(message, bodyAt);
      if (rest === '') return;
    }
  }

  #readHead(): boolean {
    const end = this.#text.indexOf(headEnd);
    if (end === -1) return false;
    const head = this.#text.slice(0, end);
    if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`A chunked HTTP message came: ${head}`);
    this.#headLength = end + headEnd.length;
    this.#length = this.#headLength + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    return true;
  }
}
