/** Raised when tabs of an older page would not understand what this one says. */
const version = 1;

/**
 * Names what is shared by those who follow the same.
 * @param root the path of the page's root: several Ringlogs may be behind one host
 */
export function keyOf(
  root: string,
  { of, q }: { readonly of: string; readonly q: string },
): string {
  return `ringlog-live:${version} ${root} ${of} ${q.trim()}`;
}
