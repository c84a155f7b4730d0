import type { Finding } from '@ujumbe/flows';

/** What is to be said of a flow, or of the survey that puts it to people: by the checks of flows, and by those of the gateway. */
export type FlowFinding = Omit<Finding, 'code'> & { readonly code: string };
