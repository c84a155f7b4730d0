/** The form a gateway posts for every hop of a session; `input` holds all entries so far joined with `*`. */
export interface UssdRequest {
  msisdn: string;
  sessionId: string;
  input: string;
  serviceCode: string;
  countryCode: string;
  network: string;
}

/** An answer that is more than its text, or no good one at all. */
export interface RawUssdAnswer {
  /** Sent as it is; octets for what no text can be. */
  body: string | Uint8Array;
  /** Default 200. */
  status?: number;
  /** Default `text/plain; charset=utf-8`; null sends none. */
  contentType?: string | null;
  /** Further headers. */
  headers?: Readonly<Record<string, string>>;
  /** Pause before the answer, in milliseconds. */
  delayMs?: number;
}

/** "CON ..." keeps the session, "END ..." closes it; whatever it says, it is sent unchanged. */
export type UssdAnswer = string | RawUssdAnswer;

/**
 * Answers by exact `input` ("" is the first screen). A key ending in `...` answers every input that begins with
 * what stands before the dots, the longest such key first.
 */
export type UssdScript =
  | Readonly<Record<string, UssdAnswer>>
  | ((request: UssdRequest) => UssdAnswer | Promise<UssdAnswer>);

export const demoScript: UssdScript = {
  '': 'CON Welcome to Ujumbe\n1. My balance\n2. Ask for a call',
  '1': 'END Your balance is KES 120.50',
  '2': 'CON Which number shall we call?',
  '2*...': 'END Thank you. We will call you.',
  '...': 'END That is not one of the choices.',
};

/** The scripted answer to one hop. */
export async function answerUssd(script: UssdScript, request: UssdRequest): Promise<UssdAnswer> {
  if (typeof script === 'function') return script(request);
  const exact = script[request.input];
  if (exact !== undefined) return exact;
  const patterns = Object.keys(script)
    .filter((key) => key.endsWith('...') && request.input.startsWith(key.slice(0, -3)))
    .sort((a, b) => b.length - a.length);
  return script[patterns[0] ?? ''] ?? 'END That is not one of the choices.';
}
