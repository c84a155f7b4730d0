(inner) => {
  const show = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === 'object' && value !== null) {
      try {
        return JSON.stringify(value) ?? String(value);
      } catch {
        return '[object]';
      }
    }
    return String(value);
  };
  // The host cuts lines there too; here it spares the way of megabytes.
  const start = (text) => text.slice(0, 500);
  const log = (...values) => inner.log(start(values.map((value) => start(show(value))).join(' ')));
  inner.provide('console', { log, debug: log, info: log, warn: log, error: log });
  inner.provide('print', log);
};
