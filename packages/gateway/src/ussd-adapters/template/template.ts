import { perObject } from '#core/per-object.ts';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import { type ReadHop, UnreadableHop, type UssdAdapter } from '#core/ussd-adapter.ts';
import { checkTemplate } from './check-template.ts';
import { compileTemplate, shownSources, type Template } from './compile.ts';
import type { Values } from './placeholders.ts';
import { readTemplateEvent } from './read-event.ts';
import { type ReadSource, sourceReader } from './read-sources.ts';
import { type TemplateSettings, templateSettings } from './settings.ts';

type Dialect = Readonly<Record<string, unknown>>;

/** The configurable adapter: an operator without one of its own is described by settings, as data. */
export const template: UssdAdapter & { readonly check: (settings: Dialect) => readonly string[] } = {
  id: 'template',
  methods: ['GET', 'POST'],
  settings: templateSettings,
  check: (settings) => checkTemplate(settings as TemplateSettings),
  read: (request, settings) => {
    const ready = readyTemplate(settings);
    if (typeof ready === 'string') throw new UnreadableHop(`The template cannot work. ${ready}`);
    if (request.method !== ready.method) throw new UnreadableHop(`Requests have to be ${ready.method}.`);
    const read = sourceReader(request);
    const event = readTemplateEvent(ready, read);
    return { event, render: renderer(ready, event, read, request.url) };
  },
};

/** The template of settings, taken apart once; or the first reason why it cannot work. */
const readyTemplate = perObject((settings: Dialect): Template | string => {
  const given = settings as TemplateSettings;
  const [fault] = checkTemplate(given);
  return fault ?? compileTemplate(given, []) ?? 'It cannot be read.';
});

/** What answers show of the request is read now: a request that lacks it is refused before anybody is asked. */
function renderer({ answers }: Template, event: UssdEvent, read: ReadSource, url: string): ReadHop['render'] {
  const { session, msisdn, network, step } = event;
  const sources = new Map(shownSources(answers).map((source) => [source.label, read(source)]));
  const valuesOf = ({ text, action }: UssdReply): Values => ({
    named: { text, action, session, msisdn, network, step, url },
    sources,
  });
  return (reply) =>
    reply === null
      ? answers.ack.fill(valuesOf({ action: 'end', text: '' }))
      : answers[reply.action].fill(valuesOf(reply));
}
