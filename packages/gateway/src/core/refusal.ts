/** Why a message was not accepted. The codes are the `statusCode` of the compatible API; 0 is success, the rest are ours. */
export type Refusal =
  | { code: '1001'; field: string }
  | { code: '1002'; field: string }
  | { code: '1003'; sender: string }
  | { code: '1004'; maxParts: number }
  | { code: '1005'; messageType: string }
  | { code: '1006' }
  | { code: '1007' }
  | { code: '1008' }
  | { code: '1009' }
  | { code: '1010' }
  | { code: '1011' }
  | { code: '1012'; why: 'paused' | 'ended' | 'already active' }
  | { code: '1013' }
  | { code: '1099' };

/** The sentence a customer reads for a refusal (`desc`). */
export function describeRefusal(refusal: Refusal): string {
  switch (refusal.code) {
    case '1001':
      return `Invalid request. The parameter '${refusal.field}' cannot be empty.`;
    case '1002':
      return refusal.field === ''
        ? 'Invalid request. The item is not an object.'
        : `Invalid request. The parameter '${refusal.field}' is invalid.`;
    case '1003':
      return `Sender ID '${refusal.sender}' is not allowed.`;
    case '1004':
      return `Message is too long. Maximum is ${refusal.maxParts} parts.`;
    case '1005':
      return `Message type '${refusal.messageType}' is not supported.`;
    case '1006':
      return 'Insufficient balance.';
    case '1007':
      return 'Recipient has opted out.';
    case '1008':
      return 'No route to the destination.';
    case '1009':
      return 'Message content is not allowed.';
    case '1010':
      return 'Invalid linkId.';
    case '1011':
      return 'Survey not found.';
    case '1012':
      return refusal.why === 'already active'
        ? 'Survey is already active for this recipient.'
        : 'Survey is not active.';
    case '1013':
      return 'Temporarily unable to accept the message.';
    case '1099':
      return 'Internal error.';
  }
}
