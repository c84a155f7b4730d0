import { limits } from '../limits.ts';

/** What a script logs, for its owner: the first lines, each cut. */
export class LogLines {
  readonly lines: string[] = [];
  #dropped = 0;

  add(line: string): void {
    if (this.lines.length < limits.logLines - 1) this.lines.push(start(line));
    else {
      this.#dropped += 1;
      const last = limits.logLines - 1;
      this.lines[last] = this.#dropped === 1 ? start(line) : `… and ${this.#dropped} lines more`;
    }
  }
}

/** A copy: a slice would keep the whole line in memory, and a script's line may have megabytes. */
function start(line: string): string {
  return line.length <= limits.logLineLength
    ? line
    : Buffer.from(line.slice(0, limits.logLineLength)).toString();
}
