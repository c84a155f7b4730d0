import type { LinkState } from '@ujumbe/smpp';

/** What whoever reads that an operator is not bound should look at and type. @param operator its name */
export function bindAdvice(cause: LinkState['lastCause'], operator: string): string {
  const name = /^[\w.-]+$/.test(operator) ? operator : `"${operator}"`;
  const atOnce = `To try at once: ujumbe operator disable ${name}, then ujumbe operator enable ${name}.`;
  switch (cause) {
    case 'credentials':
      return (
        'Check systemId, systemType and password, and that the operator lets this address in. ' +
        `Correct them with: ujumbe operator set ${name} --set systemId=... --password-file FILE; it binds anew at once. ` +
        `Each refusal doubles the pause, up to 15 minutes, because hammering gets accounts locked. ${atOnce}`
      );
    case 'already-bound':
      return (
        'The operator still holds as many sessions of this account as it grants: a former one, or another gateway. ' +
        `It goes on by itself when they end; else lower the number with: ujumbe operator set ${name} --set sessions=1`
      );
    case 'remote-close':
      return `The operator ended the session. If it does so again and again, ask it why, and look at the profile: ujumbe operator show ${name}`;
    case 'network':
    case undefined:
      return `Check host, port, tls and the way to the operator (VPN, firewall): ujumbe operator show ${name}. ${atOnce}`;
  }
}
