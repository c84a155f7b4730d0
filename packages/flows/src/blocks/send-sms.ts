import { isSensitiveRun } from '../engine/is-sensitive-run.ts';
import { sendOnce } from '../engine/sent-sms.ts';
import { readPhone } from './reading/read-phone.ts';
import { type MakeReady, next } from './ready.ts';

/** The purpose a person agrees to before anything of a sensitive flow is left on a phone that others may see. */
const followUp = 'sms-follow-up';

export const sendSms: MakeReady<'send_sms'> = (block, site) => {
  const text = site.text(block.text);
  const to = block.to === undefined ? null : site.machineTemplate(block.to);
  return {
    type: 'action',
    enter: (run) => {
      if (isSensitiveRun(run.prepared, run) && run.consents[followUp] !== true) return next;
      const written = to?.(run);
      const number = written === undefined ? run.facts.msisdn : readPhone(written, run.facts.country);
      if (number === null) throw new RangeError('What "to" comes to is no phone number an SMS can go to.');
      sendOnce(run, site.id, number, text(run, 'sms'));
      return next;
    },
  };
};
