import { type Finding, finding, pointer } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';

const PRIVATE =
  /^(localhost|.*\.(local|internal)|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|\[.*\])$/i;

/** `bad-address`, `private-address`: an address that no web service can be asked at; what a placeholder brings is seen when it is asked. */
export function servicesAddressable({ blocks }: FlowView): Finding[] {
  return [...blocks].flatMap(([id, block]) => {
    if (block.kind !== 'http') return [];
    const at = pointer('/blocks', id, 'url');
    // A host that is filled in is only known then.
    const [fixed = ''] = block.url.split('{{');
    const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(fixed);
    const scheme = parts?.[1]?.toLowerCase();
    if (scheme !== 'https' && scheme !== 'http') {
      if (fixed === '') return [];
      const message = `"${fixed}" is no address of a web service. Write one that begins with https://.`;
      return [finding('bad-address', at, message)];
    }
    const authority = parts?.[2] ?? '';
    if (authority.includes('@')) {
      const message =
        'The address holds a user name or a password. Send a secret in `headers`: everybody who may read the flow reads it.';
      return [finding('bad-address', at, message)];
    }
    const host = authority.replace(/:\d*$/, '');
    const isWhole = fixed.length > (parts?.[0].length ?? 0) || !block.url.includes('{{');
    if (!isWhole || !PRIVATE.test(host)) return [];
    const message = `"${host}" lies in a private network: it is asked only where the gateway's callbacks.allowPrivate says so.`;
    return [finding('private-address', at, message)];
  });
}
