import { type Finding, finding } from '../finding.ts';
import type { FlowView } from '../flow-view.ts';
import { isField, templatesOf } from '../references.ts';

/** `bad-placeholder`: braces that were meant to be a placeholder, and would be shown as they stand. */
export function placeholdersWhole(view: FlowView): Finding[] {
  return templatesOf(view).flatMap(({ source, path }) => {
    const rest = source.replace(/\{\{[^{}]*\}\}/gu, ' ');
    const [open] = /\{\{.{0,30}/u.exec(rest) ?? [];
    if (open !== undefined)
      return [finding('bad-placeholder', path, `"${open}" is not closed: a placeholder ends with "}}".`)];
    return [...rest.matchAll(/\{([^{}]*)\}/gu)]
      .filter(([, inside = '']) => isField((inside.split('|')[0] ?? '').trim()))
      .map(([single]) =>
        finding(
          'bad-placeholder',
          path,
          `"${single}" is shown as it stands: a placeholder has two braces, "{${single}}".`,
        ),
      );
  });
}
