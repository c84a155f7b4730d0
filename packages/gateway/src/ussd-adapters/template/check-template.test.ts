import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import cases from './check-template.cases.json' with { type: 'json' };
import { checkTemplate } from './check-template.ts';
import { type TemplateSettings, templateSettings } from './settings.ts';

type Case = { label: string; settings: object; faults: string[] };

test.each(cases as Case[])('$label', ({ settings, faults }) => {
  const given = Value.Default(templateSettings, structuredClone(settings)) as TemplateSettings;
  expect([...Value.Errors(templateSettings, given)]).toEqual([]);
  expect(checkTemplate(given)).toEqual(faults);
});
