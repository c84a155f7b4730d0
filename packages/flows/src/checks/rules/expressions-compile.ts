import { BadExpression } from '../../conditions/bad-expression.ts';
import { compileCel } from '../../conditions/cel.ts';
import { compileField } from '../../conditions/field.ts';
import { compileTemplate } from '../../conditions/template.ts';
import { conditionsOf } from '../conditions-of.ts';
import { type Finding, finding, pointer } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { FlowView } from '../flow-view.ts';
import { expressionsOf, templatesOf } from '../references.ts';

/** `bad-expression`, `bad-placeholder`, `unknown-field`: expressions, `{{ }}` and fields are such as the engine can use. */
export function expressionsCompile(view: FlowView): Finding[] {
  const fields = [...view.blocks].flatMap(([id, block]) =>
    conditionsOf(block, pointer('/blocks', id)).flatMap(({ part, path }) =>
      'field' in part
        ? complaintOf('unknown-field', pointer(path, 'field'), () => compileField(part.field))
        : [],
    ),
  );
  const expressions = expressionsOf(view).flatMap(({ source, path, condition }) =>
    complaintOf('bad-expression', path, () => compileCel(source, condition ? 'bool' : 'any')),
  );
  const templates = templatesOf(view).flatMap(({ source, path }) =>
    complaintOf('bad-placeholder', path, () => compileTemplate(source)),
  );
  return [...fields, ...expressions, ...templates];
}

function complaintOf(code: FindingCode, path: string, compile: () => unknown): Finding[] {
  try {
    compile();
    return [];
  } catch (fault) {
    if (!(fault instanceof BadExpression)) throw fault;
    return [finding(code, path, fault.message)];
  }
}
