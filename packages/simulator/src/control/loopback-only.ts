import type { IncomingMessage } from 'node:http';

/** True for an origin such as http://localhost:5173 or http://127.0.0.1. */
export function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname);
}

/**
 * Why this request may not be served, or null. A page of a foreign site must not steer the simulator, neither by its
 * Origin nor by a DNS name that was pointed at 127.0.0.1.
 */
export function foreignCaller(request: IncomingMessage): string | null {
  const { origin, host } = request.headers;
  if (origin !== undefined && !isLoopbackOrigin(origin))
    return `pages of ${origin} may not use the simulator`;
  if (host !== undefined && !isLoopbackOrigin(`http://${host}`))
    return `the host ${host} is not this machine`;
  return null;
}

function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]'
  );
}
