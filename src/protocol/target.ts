/**
 * Splits a request target into path and query, both as sent: `/show.php?a=b`, but also `http://host/show.php?a=b` as a sender behind a
 * proxy writes it. A fragment, which a correct sender never sends, belongs to neither.
 */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const fragment = target.indexOf('#');
  const sent = fragment < 0 ? target : target.slice(0, fragment);
  const mark = sent.indexOf('?');
  const query = mark < 0 ? '' : sent.slice(mark + 1);
  const address = mark < 0 ? sent : sent.slice(0, mark);
  return { path: address.startsWith('/') ? address : pathOfUrl(address), query };
}

function pathOfUrl(address: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(address)?.[0];
  return authority === undefined ? address : address.slice(authority.length) || '/';
}
