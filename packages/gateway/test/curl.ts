export type CurlRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  payload: string | undefined;
};

const WORD = /'((?:[^']|'\\'')*)'|([^\s\\']+)/g;

/**
 * Reads a curl line as documentation shows it (`--location`, `--header`, `--data`, `--request`, line ends with a backslash).
 * @param replace what to write for the placeholders of the documentation, such as the key
 * @throws Error for an option it does not know
 */
export function readCurl(line: string, replace: Readonly<Record<string, string>>): CurlRequest {
  let text = line;
  for (const [from, to] of Object.entries(replace)) text = text.replaceAll(from, to);
  const words = [...text.matchAll(WORD)].map((match) => match[1] ?? match[2] ?? '');
  const request: CurlRequest = { method: 'GET', url: '', headers: {}, payload: undefined };
  for (let i = words[0] === 'curl' ? 1 : 0; i < words.length; i += 1) {
    const word = words[i] as string;
    if (word === '--location' || word === '-L') continue;
    if (!word.startsWith('-')) {
      const { pathname, search } = new URL(word);
      request.url = pathname + search;
      continue;
    }
    i += 1;
    applyOption(request, word, words[i] ?? '');
  }
  return request;
}

function applyOption(request: CurlRequest, option: string, value: string): void {
  switch (option) {
    case '--header':
    case '-H': {
      const colon = value.indexOf(':');
      request.headers[value.slice(0, colon).toLowerCase()] = value.slice(colon + 1).trim();
      return;
    }
    case '--data':
    case '-d':
      request.payload = value;
      request.method = 'POST';
      return;
    case '--request':
    case '-X':
      request.method = value;
      return;
    default:
      throw new Error(`The curl option ${option} is not known here.`);
  }
}
