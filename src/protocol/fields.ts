/**
 * The parameters of an event by name. It has no prototype, so that a parameter may be called `__proto__` or `constructor`; read it with
 * `fields[name]` or `fieldOf`.
 */
export type Fields = Readonly<Record<string, string>>;

/**
 * The name under which a field is there: spelled exactly so, or else in another case (the last one such). Undefined if it is not.
 */
function fieldName(fields: Fields, name: string): string | undefined {
  if (fields[name] !== undefined) return name;
  let found: string | undefined;
  for (const other in fields)
    if (other.length === name.length && other.toLowerCase() === name.toLowerCase()) found = other;
  return found;
}

/** The value of a field, its name taken exactly first, then in any case; undefined when it is absent or empty, which mean the same. */
export function fieldOf(fields: Fields, name: string): string | undefined {
  const found = fieldName(fields, name);
  if (found === undefined) return undefined;
  const value = fields[found];
  return value === '' ? undefined : value;
}

/**
 * A function that finds several fields in one pass, for requests with very many of them: a map from each name to its value, empty ones
 * included. Names are taken as `fieldOf` takes them.
 */
export function fieldReader<Name extends string>(
  names: readonly Name[],
): (fields: Fields) => ReadonlyMap<Name, string> {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  const maxLength = Math.max(...names.map((name) => name.length));
  return (fields) => {
    const found = new Map<Name, string>();
    for (const sent in fields) {
      const name = sent.length > maxLength ? undefined : known.get(sent.toLowerCase());
      const value = fields[sent];
      if (name === undefined || value === undefined) continue;
      if (sent === name || fields[name] === undefined) found.set(name, value);
    }
    return found;
  };
}
