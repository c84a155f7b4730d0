import type { UssdEvent } from '#core/ussd.ts';
import { UnreadableHop } from '#core/ussd-adapter.ts';
import { boundedMsisdn, boundedName, boundedNetwork, boundedText } from '../bounded.ts';
import { readDialled } from '../read-dialled.ts';
import type { Template } from './compile.ts';
import type { ReadSource } from './read-sources.ts';
import type { Source } from './source.ts';

/** @throws UnreadableHop for a request the template does not describe */
export function readTemplateEvent(template: Template, read: ReadSource): UssdEvent {
  const { fields } = template;
  const text = (source: Source | null) => {
    const value = source === null ? null : read(source);
    return value === null ? null : String(value);
  };
  const step = text(fields.step)?.trim() ?? '';
  const hop = {
    session: boundedName('session', text(fields.session)?.trim() ?? null, fields.session.label),
    step: step === '' ? null : boundedName('step', step, fields.step?.label ?? ''),
    network: boundedNetwork(text(fields.network)),
  };
  const ended = template.ends.find((when) => when.holds(read));
  if (ended !== undefined) return { ...hop, kind: 'end', msisdn: '', reason: ended.reason };

  const msisdn = boundedMsisdn(text(fields.msisdn), fields.msisdn.label);
  const label = fields.text?.label ?? 'text';
  const dialled = () => joinDialled(fields.dialled, text);
  const typed = () => boundedText('text', text(fields.text) ?? '', label);
  switch (kindOf(template, read)) {
    case 'begin':
      return { ...hop, kind: 'begin', msisdn, dialled: dialled() };
    case 'continue':
      return { ...hop, kind: 'continue', msisdn, text: typed() };
    case 'either':
      return { ...hop, kind: 'either', msisdn, dialled: dialled(), text: typed() };
    case 'accumulated': {
      const serviceCode = dialled();
      const inputs = boundedText('inputs', text(fields.text) ?? '', label);
      return {
        ...hop,
        kind: 'accumulated',
        msisdn,
        serviceCode,
        text: template.codeInText ? withoutCode(inputs, serviceCode, label) : inputs,
      };
    }
    case 'refuse':
      throw new UnreadableHop(
        'The request is neither a first one nor a later one nor an end, as the template tells them.',
      );
  }
}

function kindOf(template: Template, read: ReadSource): Template['otherwise'] {
  if (template.begin?.holds(read)) return 'begin';
  if (template.continue?.holds(read)) return 'continue';
  return template.otherwise;
}

/** The code from its parts: `*203*17#` of 203 and 17. A part alone keeps its star and hash. */
function joinDialled(sources: readonly Source[], text: (source: Source) => string | null): string {
  const parts = sources.map((source) => text(source)?.trim() ?? '').filter((part) => part !== '');
  const joined = parts.length > 1 ? parts.map(bare).join('*') : (parts[0] ?? null);
  return readDialled(joined, sources.map(({ label }) => label).join(', '));
}

/** What was typed beyond the code, where the operator repeats the code before it: 1 of `*415*33*1#` and `*415*33#`. */
function withoutCode(inputs: string, serviceCode: string, label: string): string {
  const all = `${bare(inputs.trim())}*`;
  const code = `${bare(serviceCode)}*`;
  if (!all.startsWith(code)) throw new UnreadableHop(`${label} does not begin with the service code.`);
  return all.slice(code.length, -1);
}

function bare(code: string): string {
  return code.replace(/^\*/, '').replace(/#$/, '');
}
