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
