import type { GatewayAccess } from './dial/find-gateway.ts';

const PATIENCE_MS = 30_000;

/**
 * Asks the v1 API of a running gateway.
 * @throws Error in a sentence for people where none answers
 */
export function askGateway(
  { baseUrl, key }: GatewayAccess,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return fetch(`${baseUrl}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  }).catch((error: Error) => {
    const reason = ((error.cause as NodeJS.ErrnoException | undefined) ?? error).message;
    throw new Error(
      `No gateway answers at ${baseUrl}: ${reason}. Start one with "ujumbe start", or say with --url where it is.`,
      { cause: error },
    );
  });
}

/** What a problem document says of itself. */
export function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? detail : 'it did not say why.';
  } catch {
    return 'it did not say why.';
  }
}

/** Why a gateway did not do what it was asked, where its key is what is wrong; null for other reasons. */
export function keyRefusal({ baseUrl }: GatewayAccess, status: number, detail: string): string | null {
  switch (status) {
    case 401:
      return `The gateway at ${baseUrl} does not know the key, or lets it in from elsewhere only. "ujumbe key list" shows what there is.`;
    case 403:
      return `${detail} Make one that may with "ujumbe key create ACCOUNT".`;
    default:
      return null;
  }
}
