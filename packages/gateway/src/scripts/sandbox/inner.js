(hostCall, hostLog, order) => {
  const { parse, stringify } = JSON;

  return {
    order,
    /** What was shown in this step. */
    shown: [],
    /** The name that the next input goes to. */
    armed: null,
    handlers: new Map(),
    log: hostLog,

    /** Asks the host, and waits for its answer. */
    ask(call, args) {
      const answer = parse(hostCall(stringify({ call, args })));
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value;
    },

    /** Makes something a global that the script may shadow, as Telerivet's own. */
    provide(name, value) {
      Object.defineProperty(globalThis, name, {
        value,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    },

    /** Gives an object the names that Telerivet has and we have not, so that the error names them. */
    refuse(owner, ownerName, names) {
      for (const name of names) {
        Object.defineProperty(owner, name, {
          value: () => {
            throw new Error(`${ownerName}${name}() is not provided here`);
          },
          configurable: true,
          enumerable: false,
        });
      }
    },

    /** Finds what was changed in `vars` since `before`, its JSON: what to set and what to remove. */
    changesOf(vars, before) {
      const earlier = parse(before);
      const now = parse(stringify(vars));
      const set = {};
      const removed = [];
      for (const name of Object.keys(now)) {
        if (now[name] === null) removed.push(name);
        else if (stringify(now[name]) !== stringify(earlier[name])) set[name] = now[name];
      }
      for (const name of Object.keys(earlier)) if (!(name in now)) removed.push(name);
      return { set, removed };
    },
  };
};
