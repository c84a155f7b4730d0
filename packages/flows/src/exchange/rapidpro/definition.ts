/** Words of one thing in one language: by property, `text` or `arguments`, a list of texts. */
export type Localized = ReadonlyMap<string, readonly string[]>;

export type RapidAction = {
  readonly uuid: string;
  readonly type: string;
  /** What else the action says, as it stands in the export. */
  readonly fields: Readonly<Record<string, unknown>>;
};
export type RapidCase = {
  readonly uuid: string;
  readonly type: string;
  readonly args: readonly string[];
  readonly category: string;
};
export type RapidCategory = { readonly uuid: string; readonly name: string; readonly exit: string };
export type RapidRouter = {
  readonly type: string;
  readonly operand: string;
  readonly result: string;
  readonly cases: readonly RapidCase[];
  readonly categories: readonly RapidCategory[];
  readonly defaultCategory: string;
  /** Null where it goes on at once. */
  readonly wait: {
    readonly type: string;
    readonly hint: string;
    readonly timeout: { readonly seconds: number; readonly category: string } | null;
  } | null;
};
export type RapidNode = {
  readonly uuid: string;
  readonly actions: readonly RapidAction[];
  readonly router: RapidRouter | null;
  /** Exits in their order: where each leads, null for the end of the flow. */
  readonly exits: ReadonlyMap<string, string | null>;
};
export type RapidFlow = {
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly specVersion: string;
  readonly language: string;
  readonly expireAfterMinutes: number;
  readonly nodes: readonly RapidNode[];
  /** By language, then by what it is of. */
  readonly localization: ReadonlyMap<string, ReadonlyMap<string, Localized>>;
};

/** Reads a flow of an export. What is missing or of another type is taken for empty: exports differ from version to version. */
export function readDefinition(json: unknown): RapidFlow {
  const flow = record(json);
  return {
    uuid: text(flow.uuid),
    name: text(flow.name),
    type: text(flow.type),
    specVersion: text(flow.spec_version),
    language: text(flow.language),
    expireAfterMinutes: number(flow.expire_after_minutes),
    nodes: list(flow.nodes).map(readNode),
    localization: mapOf(flow.localization, (language) =>
      mapOf(language, (thing) => mapOf(thing, (words) => list(words).map(text))),
    ),
  };
}

function readNode(json: unknown): RapidNode {
  const node = record(json);
  return {
    uuid: text(node.uuid),
    actions: list(node.actions).map((each) => {
      const fields = record(each);
      return { uuid: text(fields.uuid), type: text(fields.type), fields };
    }),
    router: typeof node.router === 'object' && node.router !== null ? readRouter(record(node.router)) : null,
    exits: new Map(
      list(node.exits).map((each) => {
        const exit = record(each);
        return [text(exit.uuid), typeof exit.destination_uuid === 'string' ? exit.destination_uuid : null];
      }),
    ),
  };
}

function readRouter(router: Readonly<Record<string, unknown>>): RapidRouter {
  const wait = typeof router.wait === 'object' && router.wait !== null ? record(router.wait) : null;
  const timeout = wait !== null && typeof wait.timeout === 'object' ? record(wait.timeout) : null;
  return {
    type: text(router.type),
    operand: text(router.operand),
    result: text(router.result_name),
    cases: list(router.cases).map((each) => {
      const test = record(each);
      const args = list(test.arguments).map(text);
      return { uuid: text(test.uuid), type: text(test.type), args, category: text(test.category_uuid) };
    }),
    categories: list(router.categories).map((each) => {
      const category = record(each);
      return { uuid: text(category.uuid), name: text(category.name), exit: text(category.exit_uuid) };
    }),
    defaultCategory: text(router.default_category_uuid),
    wait:
      wait === null
        ? null
        : {
            type: text(wait.type),
            hint: text(record(wait.hint).type),
            timeout:
              timeout === null || !('seconds' in timeout)
                ? null
                : { seconds: number(timeout.seconds), category: text(timeout.category_uuid) },
          },
  };
}

export function record(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? (json as Record<string, unknown>)
    : {};
}

export function list(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

export function text(json: unknown): string {
  return typeof json === 'string' ? json : typeof json === 'number' ? String(json) : '';
}

function number(json: unknown): number {
  return typeof json === 'number' && Number.isFinite(json) ? json : 0;
}

function mapOf<Item>(json: unknown, read: (item: unknown) => Item): Map<string, Item> {
  return new Map(Object.entries(record(json)).map(([key, item]) => [key, read(item)]));
}
