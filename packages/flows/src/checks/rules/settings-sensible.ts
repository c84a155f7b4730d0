import { standardSettings } from '../../document/flow.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import { type FlowView, isQuestion, walk } from '../flow-view.ts';

/** `same-key`, `key-is-choice`, `resume-of-sensitive`, `reminder-after-end`, `asks-nobody`: settings that work against each other. */
export function settingsSensible(view: FlowView): Finding[] {
  return [...controlKeys(view), ...timers(view), ...abandoned(view)];
}

function controlKeys({ flow, blocks }: FlowView): Finding[] {
  const keys = { ...standardSettings.keys, ...flow.settings?.keys };
  const most = Math.max(
    0,
    ...[...blocks.values()].map((block) => ('options' in block ? block.options.length : 0)),
  );
  const seen = new Map<string, string>();
  return Object.entries(keys).flatMap(([name, key]) => {
    const path = pointer('/settings', 'keys', name);
    const other = seen.get(key);
    seen.set(key, name);
    if (other !== undefined)
      return [finding('same-key', path, `"${key}" is the key for both "${other}" and "${name}".`)];
    return /^[1-9]\d?$/.test(key) && Number(key) <= most
      ? [
          finding(
            'key-is-choice',
            path,
            `"${key}" is the key for "${name}" and the number of a choice; take another.`,
          ),
        ]
      : [];
  });
}

function timers({ flow: { settings = {} } }: FlowView): Finding[] {
  const findings: Finding[] = [];
  if (settings.sensitive && (settings.resumeMinutes ?? 0) > 0)
    findings.push(
      finding(
        'resume-of-sensitive',
        '/settings/resumeMinutes',
        'A sensitive flow never goes on where somebody hung up, because phones are shared; take this away.',
      ),
    );
  const end = settings.expireAfterMinutes ?? standardSettings.expireAfterMinutes;
  (settings.remindAfterMinutes ?? []).forEach((minutes, index) => {
    if (minutes >= end)
      findings.push(
        finding(
          'reminder-after-end',
          pointer('/settings/remindAfterMinutes', index),
          `After ${minutes} minutes of silence nobody is reminded: the conversation ends after ${end}.`,
        ),
      );
  });
  return findings;
}

function abandoned({ flow, blocks, after }: FlowView): Finding[] {
  const first = flow.settings?.onExpire;
  if (first === undefined || !blocks.has(first)) return [];
  const asks = [...walk([first], after)].find((id) => {
    const block = blocks.get(id);
    return block !== undefined && isQuestion(block);
  });
  return asks === undefined
    ? []
    : [
        finding(
          'asks-nobody',
          '/settings/onExpire',
          `"${first}" leads on to the question "${asks}", but whoever left is not there to answer it.`,
        ),
      ];
}
