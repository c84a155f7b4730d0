import { describeRefusal, type Refusal } from '#core/refusal.ts';
import { type Html, html, prose } from './html.ts';

/** What a reader needs to know before any single route. */
export const guide: readonly { readonly id: string; readonly title: string; readonly body: Html }[] = [
  {
    id: 'keys',
    title: 'Keys',
    body: html`<p>${prose(
      'Send your key with every request: `Authorization: Bearer <key>`. A key has scopes, may be tied to addresses, and may expire. Whoever has the key can spend your balance: keep it on your server.',
    )}</p>`,
  },
  {
    id: 'apis',
    title: 'Two APIs, one gateway',
    body: html`<p>${prose(
      'The compatible API under `/api/messaging` and `/engagements` speaks what existing clients speak, byte for byte; only the address and the key change. The API under `/api/v1` is for new work: plain HTTP statuses, problem documents, timelines. Messages sent by one are seen by the other.',
    )}</p>`,
  },
  {
    id: 'errors',
    title: 'Errors',
    body: html`<p>${prose(
      'On the compatible API a decision about a message is HTTP 200 with `status` `FAILED`; only a request that could not be looked at has another HTTP status. On v1 every error is a problem document (RFC 9457) with `detail` for people and, where a message was refused, the same `code`.',
    )}</p>
      <p>${prose(
        'After 429 and 503 wait as long as `Retry-After` says and send again. Where the answer to a message was lost (a time-out, a broken connection, 503), use the same `Idempotency-Key` as the first time, and nothing is sent twice. Only operations that name the header honour it: a survey that is started again is begun anew, or refused with 1012 where it says `whenOpen` `refuse`.',
      )}</p>`,
  },
  { id: 'refusals', title: 'Refusals', body: refusalTable() },
  {
    id: 'paging',
    title: 'Paging',
    body: html`<p>${prose(
      'Lists of v1 come newest first, `limit` at a time. Give `nextCursor` back as `cursor` until it is null. A list that grows meanwhile neither repeats nor skips.',
    )}</p>`,
  },
];

function refusalTable(): Html {
  const examples: readonly Refusal[] = [
    { code: '1001', field: 'to' },
    { code: '1002', field: 'to' },
    { code: '1003', sender: 'SHOP' },
    { code: '1004', maxParts: 10 },
    { code: '1005', messageType: '3' },
    { code: '1006' },
    { code: '1007' },
    { code: '1008' },
    { code: '1009' },
    { code: '1010' },
    { code: '1011' },
    { code: '1012', why: 'paused' },
    { code: '1013' },
    { code: '1099' },
  ];
  const rows = examples.map(
    (refusal) => html`<tr><td><code>${refusal.code}</code></td><td>${describeRefusal(refusal)}</td></tr>`,
  );
  return html`<p>${prose('`statusCode` of the compatible API, `code` of v1. `0` is success.')}</p>
    <table><thead><tr><th>Code</th><th>Sentence</th></tr></thead><tbody>${rows}</tbody></table>`;
}
