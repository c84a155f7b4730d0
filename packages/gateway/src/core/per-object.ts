/** A reading that is done once for each object: rows of the directory are replaced, never changed. */
export function perObject<From extends object, To>(read: (from: From) => To): (from: From) => To {
  const known = new WeakMap<From, To>();
  return (from) => {
    const before = known.get(from);
    if (before !== undefined) return before;
    const made = read(from);
    known.set(from, made);
    return made;
  };
}
