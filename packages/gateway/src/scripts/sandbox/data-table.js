(inner) => {
  class DataRow {
    #before;

    constructor(row) {
      this.id = row.id;
      this.table_id = row.tableId;
      this.contact_id = row.contactId;
      this.from_number = row.fromNumber;
      this.time_created = row.createdAt;
      this.time_updated = row.updatedAt;
      this.vars = row.vars;
      this.#before = JSON.stringify(row.vars);
    }

    /** Writes what was changed; what other sessions changed meanwhile stays. */
    save() {
      const { set, removed } = inner.changesOf(this.vars, this.#before);
      const { contact_id: contactId, from_number: fromNumber } = this;
      inner.ask('row.save', { tableId: this.table_id, id: this.id, set, removed, contactId, fromNumber });
      this.#before = JSON.stringify(this.vars);
    }

    delete() {
      inner.ask('row.delete', { tableId: this.table_id, id: this.id });
    }
  }

  class RowCursor {
    #query;
    #page = [];
    #hasMore = true;
    #after = null;
    #left = Number.POSITIVE_INFINITY;
    #skip;

    constructor(query, offset) {
      this.#query = query;
      this.#skip = offset;
    }

    limit(count) {
      this.#left = Math.max(0, Math.floor(Number(count)));
      return this;
    }

    count() {
      return inner.ask('cursor.count', this.#query);
    }

    hasNext() {
      if (this.#left === 0) return false;
      while (this.#page.length === 0 && this.#hasMore) this.#read();
      return this.#page.length > 0;
    }

    next() {
      if (!this.hasNext()) return null;
      this.#left -= 1;
      return new DataRow(this.#page.shift());
    }

    all() {
      const rows = [];
      while (this.hasNext()) rows.push(this.next());
      return rows;
    }

    #read() {
      const { rows, hasMore } = inner.ask('table.queryRows', {
        ...this.#query,
        after: this.#after,
        offset: this.#skip,
        limit: Math.min(this.#left, 100),
      });
      this.#skip = 0;
      this.#page = rows;
      this.#hasMore = hasMore;
      if (rows.length > 0) this.#after = rows[rows.length - 1].id;
    }
  }
  inner.refuse(RowCursor.prototype, 'cursor.', ['nextPage']);

  const options = new Set(['vars', 'sort', 'sort_dir', 'page_size', 'offset', 'contact_id', 'from_number']);

  /** What a script has no value for is sought as empty: left out, it would find every row. */
  const sought = (vars) => {
    const filter = {};
    for (const name of Object.keys(vars)) filter[name] = vars[name] ?? '';
    return filter;
  };

  class DataTable {
    constructor({ id, name, rows }) {
      this.id = id;
      this.name = name;
      this.num_rows = rows;
    }

    queryRows(query = {}) {
      for (const name of Object.keys(query)) {
        if (!options.has(name)) throw new Error(`queryRows(): the option "${name}" is not provided here`);
      }
      if (query.sort !== undefined && query.sort !== 'default') {
        throw new Error(
          `queryRows(): rows come in the order they were made; sort: "${query.sort}" is not provided here`,
        );
      }
      return new RowCursor(
        {
          tableId: this.id,
          filter: sought(query.vars ?? {}),
          newestFirst: query.sort_dir === 'desc',
          contactId: query.contact_id ?? null,
          fromNumber: query.from_number ?? null,
        },
        query.offset ?? 0,
      );
    }

    createRow({ vars = {}, contact_id: contactId = null, from_number: fromNumber = null } = {}) {
      const row = inner.ask('table.createRow', { tableId: this.id, vars, contactId, fromNumber });
      this.num_rows += 1;
      return new DataRow(row);
    }

    getRowById(id) {
      return new DataRow(inner.ask('table.getRowById', { tableId: this.id, id: String(id) }));
    }

    initRowById(id) {
      return this.getRowById(id);
    }

    countRowsByValue(variable) {
      return inner.ask('table.countRowsByValue', { tableId: this.id, variable: String(variable) });
    }

    delete() {
      inner.ask('table.delete', { tableId: this.id });
    }
  }
  inner.refuse(DataTable.prototype, 'table.', ['getFields', 'setFieldMetadata', 'importRows', 'save']);

  inner.openTable = (name) =>
    new DataTable(inner.ask('project.getOrCreateDataTable', { name: String(name) }));
  inner.findTable = (id) => new DataTable(inner.ask('project.getDataTableById', { id: String(id) }));
};
