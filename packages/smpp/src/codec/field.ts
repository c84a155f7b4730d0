/** Kinds of mandatory parameters. A PDU's body is a record of these, in the order of the wire. */
export type Field =
  | { readonly kind: 'int8' }
  | { readonly kind: 'cstring'; readonly max: number }
  | { readonly kind: 'octets' }
  | { readonly kind: 'destinations' }
  | { readonly kind: 'failures' };

export type FieldTable = Readonly<Record<string, Field>>;

/** One of the receivers of a submit_multi: an address or the name of a distribution list. */
export type Destination = { ton: number; npi: number; address: string } | { distributionList: string };

/** One receiver a submit_multi failed for. */
export interface FailedDestination {
  ton: number;
  npi: number;
  address: string;
  status: number;
}

/** One unsigned octet. */
export const int8 = { kind: 'int8' } as const;
/** NUL-terminated string of at most `max` octets, the NUL included. */
export const cstring = (max: number): { readonly kind: 'cstring'; readonly max: number } => ({
  kind: 'cstring',
  max,
});
/** An octet with a length, then so many octets: sm_length and short_message. */
export const octets = { kind: 'octets' } as const;
/** number_of_dests and the list of dest_address. */
export const destinations = { kind: 'destinations' } as const;
/** no_unsuccess and the list of unsuccess_sme. */
export const failures = { kind: 'failures' } as const;

export type FieldValue<F extends Field> = F['kind'] extends 'int8'
  ? number
  : F['kind'] extends 'cstring'
    ? string
    : F['kind'] extends 'octets'
      ? Buffer
      : F['kind'] extends 'destinations'
        ? Destination[]
        : FailedDestination[];

/** The decoded body of a field table. */
export type Body<T extends FieldTable> = { -readonly [K in keyof T]: FieldValue<T[K]> };
