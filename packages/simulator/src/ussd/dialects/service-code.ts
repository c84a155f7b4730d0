import { InvalidInput } from '../../invalid-input.ts';

const dialledForm = /^[*#][\d*#]*#$/;

/** Refuses what no phone would send as USSD. @throws InvalidInput */
export function checkDialled(dialled: string): void {
  if (!dialledForm.test(dialled)) throw new InvalidInput('code', dialled, 'a code such as "*123*12#"');
}

/** `*123*12#` without its first `*` and its last `#`. */
export function bareCode(dialled: string): string {
  return dialled.replace(/^\*/, '').replace(/#$/, '');
}

/**
 * Splits what was dialled into the code registered with the operator and what stands beyond it:
 * `*123*12*5#` under `*123*12#` is `5`, under no registered code ''.
 *
 * @throws InvalidInput for a code that does not lie under the registered one
 */
export function splitDialled(dialled: string, registered?: string): { serviceCode: string; beyond: string } {
  if (registered === undefined || dialled === registered) return { serviceCode: dialled, beyond: '' };
  const stem = registered.replace(/#$/, '');
  if (!dialled.startsWith(`${stem}*`)) {
    throw new InvalidInput('code', dialled, `${registered} or a code under it: this front routes no other`);
  }
  return { serviceCode: registered, beyond: dialled.slice(stem.length + 1).replace(/#$/, '') };
}
