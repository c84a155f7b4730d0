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
  const log = (...values) => inner.log(values.map(show).join(' '));
  inner.provide('console', { log, debug: log, info: log, warn: log, error: log });
  inner.provide('print', log);
};
