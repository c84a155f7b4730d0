/** enquire_link and its response, SMPP 3.4 section 4.11: header only. */
export const enquireLink = {} as const;
export const enquireLinkResp = {} as const;
