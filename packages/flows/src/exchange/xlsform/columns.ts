/** Columns of a survey nothing is made of: a row that has something in one is told of. */
export const unusedColumns = [
  'readonly',
  'trigger',
  'required_message',
  'guidance_hint',
  'media::image',
  'media::audio',
  'media::video',
  'image',
  'audio',
  'video',
  'parameters',
] as const;

/** Columns of a survey that are looked at, row by row (xlsform.org). */
export const surveyColumns: ReadonlySet<string> = new Set([
  'type',
  'name',
  'label',
  'hint',
  'relevant',
  'constraint',
  'constraint_message',
  'required',
  'default',
  'calculation',
  'choice_filter',
  'repeat_count',
  ...unusedColumns,
]);
