import type { RecordedEvent, SimulatorEvent } from './events.ts';

/** One readable line per event, the time in UTC first. */
export function describeEvent({ at, event }: RecordedEvent): string {
  return `${at.slice(11, 23)}  ${sentence(event)}`;
}

function sentence(event: SimulatorEvent): string {
  switch (event.type) {
    case 'bind':
      return `bind      ${event.systemId} bound as ${event.mode} from ${event.remote}`;
    case 'unbind':
      return `unbind    ${event.systemId}: ${event.reason}`;
    case 'bind-refused':
      return `bind      ${event.systemId} refused with ${event.status}`;
    case 'submit-refused':
      return `refused   ${event.from} -> ${event.to}: ${event.status}`;
    case 'message': {
      const { from, to, text, parts, flash } = event.message;
      const notes = [parts > 1 ? `${parts} parts` : '', flash ? 'flash' : ''].filter((note) => note !== '');
      const suffix = notes.length > 0 ? ` (${notes.join(', ')})` : '';
      return `message   ${from} -> ${to}: ${JSON.stringify(text)}${suffix}`;
    }
    case 'receipt':
      return `receipt   ${event.msisdn} ${event.stat} err ${event.err}, id ${event.messageId}, to ${event.systemId}`;
    case 'mo':
      return `mo        ${event.from} -> ${event.to}: ${JSON.stringify(event.text)}, ${event.status}`;
    case 'callback': {
      const { method, url, body, answered } = event.callback;
      return `callback  ${method} ${url} ${body}, answered ${answered === 0 ? 'nothing' : answered}`;
    }
    case 'ussd':
      return `ussd      ${event.msisdn} ${event.serviceCode} input ${JSON.stringify(event.input)}: ${JSON.stringify(event.answer)}`;
    case 'ussd-screen': {
      const { text, open, error } = event.screen;
      const shown = error ? `${text} (${error.why})` : `${JSON.stringify(text)}${open ? '' : ', closed'}`;
      return `screen    ${event.msisdn} ${event.front} ${event.by} ${JSON.stringify(event.sent)}: ${shown}`;
    }
    case 'ussd-refused':
      return `refused   ussd to ${event.msisdn} ${event.front}: ${event.why}`;
  }
}
