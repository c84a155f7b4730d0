import type { Block } from '../../document/blocks.ts';
import type { Flow } from '../../document/flow.ts';
import { standardScreen } from '../../engine/event.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import { type FlowView, viewFlow } from '../flow-view.ts';

/**
 * `refer-without-consent`: nobody is referred who has not agreed to it, on any path. `sms-without-consent`: in a sensitive flow
 * an SMS leaves a trace, so it is only sent to those who agreed.
 */
export function consentFirst(view: FlowView): Finding[] {
  return [...view.blocks].flatMap(([id, block]) => {
    if (block.kind === 'refer' && isReachedWithout(view, id, block.purpose))
      return [
        finding(
          'refer-without-consent',
          pointer('/blocks', id),
          `There is a way to "${id}" on which nobody has agreed: put a consent with the purpose "${block.purpose}" before it, and let only its "yes" lead here.`,
        ),
      ];
    if (
      block.kind === 'send_sms' &&
      view.flow.settings?.sensitive &&
      isReachedWithout(view, id, 'sms-follow-up')
    )
      return [
        finding(
          'sms-without-consent',
          pointer('/blocks', id),
          `This flow is sensitive, and there is a way to "${id}" on which nobody has agreed to an SMS; there it is not sent. Ask for consent with the purpose "sms-follow-up" first.`,
        ),
      ];
    return [];
  });
}

/** Whether a block can be come to from the beginning without a yes to this purpose. */
function isReachedWithout(
  { flow, blocks, exits, others }: FlowView,
  target: string,
  purpose: string,
): boolean {
  const roots = [flow.entry, flow.settings?.menu, flow.settings?.onExpire];
  const seen = new Set(roots.filter((id): id is string => id !== undefined && blocks.has(id)));
  for (const id of seen) {
    if (id === target) return true;
    const agreed = exitsAfterYes(blocks.get(id), purpose, others);
    for (const { name, to } of exits.get(id) ?? [])
      if (to !== null && blocks.has(to) && !agreed.includes(name)) seen.add(to);
  }
  return false;
}

/** Exits of a block that are only taken by whoever has agreed. */
function exitsAfterYes(
  block: Block | undefined,
  purpose: string,
  others: FlowView['others'],
): readonly string[] {
  if (block?.kind === 'consent') return block.purpose === purpose ? ['yes'] : [];
  if (block?.kind !== 'call') return [];
  const { [block.flow]: called, ...rest } = others;
  return called !== undefined && comesBackAgreed(called, purpose, rest) ? ['next'] : [];
}

/** Whether a called flow only comes back with a yes: an end that says `declined` or `ineligible` does not come back. */
function comesBackAgreed(called: Flow, purpose: string, others: FlowView['others']): boolean {
  const view = viewFlow(called, others, standardScreen);
  const comesBack = [...view.blocks].filter(
    ([, block]) => block.kind === 'end' && (block.outcome ?? 'completed') === 'completed',
  );
  return !comesBack.some(([id]) => isReachedWithout(view, id, purpose));
}
