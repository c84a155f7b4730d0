import { plain } from '../answer.ts';

const NARROWEST = 24;
const WIDEST = 40;

/** What a handset shows, in a frame; lines that are too long are broken between words where they can be. */
export function drawScreen(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => breakLine(plain(line)));
  const width = Math.max(NARROWEST, ...lines.map((line) => [...line].length));
  const rule = '─'.repeat(width + 2);
  const rows = lines.map((line) => `│ ${line}${' '.repeat(width - [...line].length)} │`);
  return [`┌${rule}┐`, ...rows, `└${rule}┘`];
}

function breakLine(line: string): string[] {
  const lines: string[] = [];
  let rest = [...line];
  while (rest.length > WIDEST) {
    const space = rest.lastIndexOf(' ', WIDEST);
    const at = space > 0 ? space : WIDEST;
    lines.push(rest.slice(0, at).join(''));
    rest = rest.slice(space > 0 ? at + 1 : at);
  }
  return [...lines, rest.join('')];
}
