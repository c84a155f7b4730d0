import { limits } from '../limits.ts';

/** What a script logs, for its owner: the first lines, each cut. */
export class LogLines {
  readonly lines: string[] = [];
  #dropped = 0;

  add(line: string): void {
    if (this.lines.length < limits.logLines - 1) this.lines.push(line.slice(0, limits.logLineLength));
    else {
      this.#dropped += 1;
      this.lines[limits.logLines - 1] =
        this.#dropped === 1 ? line.slice(0, limits.logLineLength) : `… and ${this.#dropped} lines more`;
    }
  }
}
