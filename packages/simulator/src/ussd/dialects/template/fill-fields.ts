/** Values by name; texts may hold placeholders, numbers and booleans stay what they are. */
export type TemplateFields = Readonly<Record<string, string | number | boolean>>;

export interface TemplateValues {
  msisdn: string;
  dialled: string;
  code: string;
  session: string;
  text: string;
  all: string;
  step: string;
  reason: string;
}

/** The fields with their placeholders filled in; what is no placeholder stays as it stands. */
export function fillFields(fields: TemplateFields, values: TemplateValues): TemplateFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? fill(value, values) : value,
    ]),
  );
}

function fill(text: string, values: TemplateValues): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name as keyof TemplateValues] : whole,
  );
}
