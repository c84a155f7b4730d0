/** unbind and its response, SMPP 3.4 section 4.2: header only. */
export const unbind = {} as const;
export const unbindResp = {} as const;
