import type { Block, ChoiceOption } from '../document/blocks.ts';
import type { ChannelText, Flow } from '../document/flow.ts';
import { listed, pointer } from './finding.ts';

/** One thing that is different between two versions of a flow, in people's words. */
export type Change = {
  readonly kind: 'added' | 'removed' | 'changed';
  /** JSON pointer: into the later version, or into the earlier one for what was removed. */
  readonly path: string;
  readonly message: string;
};

/** What changed from one version of a flow to the next: its settings, its blocks with their ways, its texts by language. */
export function diffFlows(before: Flow, after: Flow): Change[] {
  return [
    ...diffHead(before, after),
    ...diffMembers(before.settings ?? {}, after.settings ?? {}, '/settings', (key) => `Setting "${key}"`),
    ...diffBlocks(before.blocks, after.blocks),
    ...diffTexts(before.texts, after.texts),
  ];
}

function diffHead(before: Flow, after: Flow): Change[] {
  const changes: Change[] = [];
  if (before.id !== after.id) changes.push(changed('/id', `Its id was "${before.id}", is "${after.id}".`));
  if (before.name !== after.name)
    changes.push(changed('/name', `Its name was ${show(before.name)}, is ${show(after.name)}.`));
  for (const language of after.languages)
    if (!before.languages.includes(language))
      changes.push(
        added(pointer('/languages', after.languages.indexOf(language)), `Language "${language}" was added.`),
      );
  for (const language of before.languages)
    if (!after.languages.includes(language))
      changes.push(
        removed(
          pointer('/languages', before.languages.indexOf(language)),
          `Language "${language}" was removed.`,
        ),
      );
  if (before.languages[0] !== after.languages[0])
    changes.push(
      changed('/languages', `The first language was "${before.languages[0]}", is "${after.languages[0]}".`),
    );
  if (before.entry !== after.entry)
    changes.push(changed('/entry', `It began at "${before.entry}", begins at "${after.entry}".`));
  return changes;
}

function diffBlocks(before: Flow['blocks'], after: Flow['blocks']): Change[] {
  return compare(before, after).flatMap(({ key: id, was, is }) => {
    const path = pointer('/blocks', id);
    if (was === undefined && is !== undefined) return [added(path, `Block "${id}" (${is.kind}) was added.`)];
    if (was !== undefined && is === undefined)
      return [removed(path, `Block "${id}" (${was.kind}) was removed.`)];
    return was && is ? diffBlock(was, is, id, path) : [];
  });
}

function diffBlock(before: Block, after: Block, id: string, path: string): Change[] {
  if (before.kind !== after.kind)
    return [changed(path, `Block "${id}" was a "${before.kind}", is a "${after.kind}".`)];
  const { exits: exitsBefore = {}, ...restBefore } = before;
  const { exits: exitsAfter = {}, ...restAfter } = after;
  const { options: optionsBefore, ...fieldsBefore } = restBefore as { options?: readonly ChoiceOption[] };
  const { options: optionsAfter, ...fieldsAfter } = restAfter as { options?: readonly ChoiceOption[] };
  return [
    ...diffMembers(fieldsBefore, fieldsAfter, path, (key) => `"${key}" of block "${id}"`),
    ...diffOptions(optionsBefore ?? [], optionsAfter ?? [], id, pointer(path, 'options')),
    ...compare(exitsBefore, exitsAfter).map(({ key: exit, was, is }) => {
      const at = pointer(path, 'exits', exit);
      if (was === undefined) return added(at, `From "${id}", "${exit}" now leads to "${is}".`);
      if (is === undefined) return removed(at, `From "${id}", "${exit}" no longer leads to "${was}".`);
      return changed(at, `From "${id}", "${exit}" led to "${was}", leads to "${is}".`);
    }),
  ];
}

function diffOptions(
  before: readonly ChoiceOption[],
  after: readonly ChoiceOption[],
  id: string,
  path: string,
): Change[] {
  const byValue = (options: readonly ChoiceOption[]) =>
    Object.fromEntries(options.map((option) => [`${option.value} `, option]));
  const changes = compare(byValue(before), byValue(after)).flatMap(({ key, was, is }) => {
    const value = key.slice(0, -1);
    const at = pointer(
      path,
      (is ? after : before).findIndex((option) => option.value === value),
    );
    if (was === undefined) return [added(at, `Choice "${value}" was added to "${id}".`)];
    if (is === undefined) return [removed(at, `Choice "${value}" was removed from "${id}".`)];
    return diffMembers(was, is, at, (field) => `"${field}" of choice "${value}" of "${id}"`);
  });
  const stayed = (options: readonly ChoiceOption[], others: readonly ChoiceOption[]) =>
    options.map(({ value }) => value).filter((value) => others.some((other) => other.value === value));
  const order = stayed(after, before);
  return isSame(stayed(before, after), order)
    ? changes
    : [
        ...changes,
        changed(
          path,
          `The order of the choices of "${id}" changed to ${listed(order)}, and their numbers with it.`,
        ),
      ];
}

function diffTexts(before: Flow['texts'], after: Flow['texts']): Change[] {
  return compare(before, after).flatMap(({ key, was, is }) => {
    const path = pointer('/texts', key);
    if (was === undefined) return [added(path, `Text "${key}" was added.`)];
    if (is === undefined) return [removed(path, `Text "${key}" was removed.`)];
    return compare(was, is).map(({ key: language, was: earlier, is: later }) => {
      const at = pointer(path, language);
      if (earlier === undefined)
        return added(at, `Text "${key}" was added in "${language}": ${words(later)}.`);
      if (later === undefined) return removed(at, `Text "${key}" was removed in "${language}".`);
      return changed(at, `Text "${key}" in "${language}" was ${words(earlier)}, is ${words(later)}.`);
    });
  });
}

function diffMembers(before: object, after: object, path: string, name: (key: string) => string): Change[] {
  return compare(before as Readonly<Record<string, unknown>>, after as Readonly<Record<string, unknown>>).map(
    ({ key, was, is }) => {
      const at = pointer(path, key);
      if (was === undefined) return added(at, `${name(key)} was set to ${show(is)}.`);
      if (is === undefined) return removed(at, `${name(key)} was taken away; it was ${show(was)}.`);
      return changed(at, `${name(key)} was ${show(was)}, is ${show(is)}.`);
    },
  );
}

/** Members that differ: those of the earlier in its order, then those that are new. */
function compare<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): { readonly key: string; readonly was: T | undefined; readonly is: T | undefined }[] {
  const own = (record: Readonly<Record<string, T>>, key: string) =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((key) => ({ key, was: own(before, key), is: own(after, key) }))
    .filter(({ was, is }) => !isSame(was, is));
}

/** Whether two parts of documents say the same; the order of names in an object says nothing. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((each, index) => isSame(each, other[index]))
    );
  return compare(one as Record<string, unknown>, other as Record<string, unknown>).length === 0;
}

function words(text: ChannelText | undefined): string {
  if (text === undefined || typeof text === 'string') return show(text);
  return Object.entries(text)
    .map(([channel, wording]) =>
      channel === 'default' ? show(wording) : `${show(wording)} on ${channel.toUpperCase()}`,
    )
    .join(', ');
}

function show(value: unknown): string {
  return value === undefined ? 'not there' : JSON.stringify(value);
}

function added(path: string, message: string): Change {
  return { kind: 'added', path, message };
}

function removed(path: string, message: string): Change {
  return { kind: 'removed', path, message };
}

function changed(path: string, message: string): Change {
  return { kind: 'changed', path, message };
}
