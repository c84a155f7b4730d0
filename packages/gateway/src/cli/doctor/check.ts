/** One line of the doctor. A note is worth knowing and not wrong. */
export type Check = {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly says: string;
  /** What to do; with a problem always. */
  readonly advice?: string;
};

export function ok(name: string, says: string): Check {
  return { name, state: 'ok', says };
}

export function note(name: string, says: string, advice?: string): Check {
  return advice === undefined ? { name, state: 'note', says } : { name, state: 'note', says, advice };
}

export function problem(name: string, says: string, advice: string): Check {
  return { name, state: 'problem', says, advice };
}
