import type { FrontSettings, UssdScript } from '@ujumbe/simulator';

/** The application of the API's documentation, as it answers there: with spaces before and line feeds written out. */
export const documentedScript: UssdScript = {
  '': '     CON Welcome to ABC\\n Please enter your name',
  '...': '     END Thank you for registering',
};

/** The simulated operator carries USSD on the bind it has for SMS. */
export const operatorFront: FrontSettings = { adapter: 'smpp', systemId: 'demo', profile: 'generic' };
