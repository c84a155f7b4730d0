/** What a dialogue needs in its later hops and the operator tells only in the first; it travels with the operator and comes back. */
export type Ticket = {
  readonly session: string;
  /** Of the first request: the last screen answers it. */
  readonly invokeId: number;
  readonly msisdn: string;
};

/** As the value of a cookie or an attribute, such as `12-13.0.254700000001`. */
export function writeTicket({ session, invokeId, msisdn }: Ticket): string {
  return `${session}.${invokeId}.${msisdn}`;
}

/** The ticket of this session, or null: a client that mixes up its cookies shows the ticket of another one. */
export function readTicket(text: string | undefined, session: string): Ticket | null {
  const parts = /^(\d{1,20}-\d{1,20})\.(-?\d{1,3})\.(\+?\d{1,32})$/.exec(text ?? '');
  if (parts === null || parts[1] !== session) return null;
  return { session, invokeId: Number(parts[2]), msisdn: parts[3] ?? '' };
}
