/**
 * Where load goes, and the bytes of a request cut at the two places that differ from message to message:
 * `parts[0] + number + parts[1] + refId + parts[2]`. Numbers and refIds have one length, so `Content-Length` is constant.
 */
export type LoadTarget = {
  port: number;
  /** The head of a request, where its length depends on the number of items: `Content-Length` follows at its end. */
  head: string;
  parts: readonly [string, string, string];
  /** Occurs once in an answer for every message that was accepted. */
  successMark: string;
  /** Messages in one request; more than one are sent as an array. */
  batch: number;
};

/** Numbers of a Kenyan mobile range; ten million of them, none in use by the bench's makers. */
const firstNumber = 254_700_000_000;
export const numbersAvailable = 10_000_000;

/** The number of the message or session with this index, as E.164 digits. */
export function numberOf(index: number): number {
  return firstNumber + (index % numbersAvailable);
}

export const sampleText =
  'Habari! Your appointment at the clinic is on Tuesday at 10:30. Reply 1 to confirm.';

/** The compatible API of the gateway and of the floor. */
export function sendsmsTarget(port: number, key: string, sender: string): LoadTarget {
  return { ...postTarget(port, key, 'sendsms', sender), batch: 1 };
}

/** The same through the batch endpoint, `batch` messages a request. */
export function sendbatchTarget(port: number, key: string, sender: string, batch: number): LoadTarget {
  return { ...postTarget(port, key, 'sendbatch', sender), batch };
}

function postTarget(port: number, key: string, path: string, sender: string): Omit<LoadTarget, 'batch'> {
  return {
    port,
    head:
      `POST /api/messaging/${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\n` +
      'Content-Type: application/json\r\nContent-Length: ',
    parts: [`{"from":"${sender}","to":"`, `","message":"${sampleText}","refId":"`, '"}'],
    successMark: '"status":"SUCCESS"',
  };
}

/** Kannel's sendsms, with one final receipt a message called back to `callbackUrl`. */
export function kannelTarget(port: number, login: string, callbackUrl: string): LoadTarget {
  return {
    port,
    head: '',
    parts: [
      `GET /cgi-bin/sendsms?${login}&from=UJUMBE&to=`,
      `&text=${encodeURIComponent(sampleText)}&dlr-mask=19&dlr-url=${encodeURIComponent(`${callbackUrl}?type=%d&id=`)}`,
      ` HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
    ],
    successMark: '0: Accepted',
    batch: 1,
  };
}

/** The bytes of the request that carries messages `first` to `first + target.batch - 1`, Latin-1. */
export function requestOf(target: LoadTarget, first: number): string {
  const body = target.batch === 1 ? itemOf(target, first) : batchOf(target, first);
  return target.head === '' ? body : `${target.head}${body.length}\r\n\r\n${body}`;
}

function batchOf(target: LoadTarget, first: number): string {
  const items = Array.from({ length: target.batch }, (_, index) => itemOf(target, first + index));
  return `[${items.join(',')}]`;
}

function itemOf({ parts }: LoadTarget, index: number): string {
  return parts[0] + numberOf(index) + parts[1] + refIdOf(index) + parts[2];
}

function refIdOf(index: number): string {
  return `r${1_000_000_000 + index}`;
}
