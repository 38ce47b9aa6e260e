/** Paths that something is kept for: more than one come only where proxies say which. */
const MOST = 8;

/** What `make` makes of a base path, kept for the paths asked for last. */
export function byBase<T>(make: (base: string) => T): (base: string) => T {
  const kept = new Map<string, T>();
  return (base) => {
    const found = kept.get(base);
    if (found !== undefined) return found;
    const made = make(base);
    kept.set(base, made);
    const [oldest] = kept.keys();
    if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
    return made;
  };
}
