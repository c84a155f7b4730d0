import type { UssdCode } from '#core/directory.ts';

/**
 * What becomes of what was dialled beyond a code: the first inputs, and entries to be played one by one after them.
 * @param entries that follow in any case
 */
export function directDial(
  code: UssdCode,
  beyond: readonly string[],
  entries: readonly string[],
): { readonly inputs: readonly string[]; readonly later: readonly string[] } {
  switch (code.directDial) {
    case 'ignore':
      return { inputs: [], later: entries };
    case 'append':
      return { inputs: beyond, later: entries };
    case 'replay':
      return { inputs: [], later: [...beyond, ...entries] };
  }
}
