/** What applications and codes of USSD are where nothing is said of them. */
export const ussdAppDefaults = {
  enabled: true,
  language: 'en',
  sensitive: false,
  maskPins: true,
  keepComplete: 180,
  keepPartial: 30,
} as const;

/** Days for which sessions may be kept. */
export const keptDays = { minimum: 1, maximum: 3650 } as const;

export const directDials = ['ignore', 'replay', 'append'] as const;
export const directDialDefault = 'ignore' satisfies (typeof directDials)[number];
