import type { PreparedFlow } from '@ujumbe/flows';

/** Whether a run of this flow may ask for what is sensitive: the flow itself, or one that it calls. */
export function isSensitive({ documents }: PreparedFlow): boolean {
  return [...documents.values()].some(({ sensitive }) => sensitive);
}
