/** Why a connection was not made, or was cut, in words for people: of an error of `node:net`, `node:tls` or `fetch`. */
export function connectionReason(error: unknown): string {
  const code = codeOf(error);
  if (/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return 'its certificate is not trusted';
  if (/^(EPROTO|ERR_SSL)/.test(code)) return 'it does not speak TLS';
  return reasons.get(code) ?? `the connection fails${code === '' ? '' : ` (${code})`}`;
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection is refused'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['EHOSTUNREACH', 'there is no way to the host'],
  ['ENETUNREACH', 'there is no way to its network'],
  ['EADDRNOTAVAIL', 'this machine has no free port, or no such address'],
  ['ETIMEDOUT', 'the connection was not accepted in time'],
  ['EACCES', 'this machine does not allow it'],
  ['EMFILE', 'too many files and connections are open'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  // Of fetch.
  ['UND_ERR_SOCKET', 'the connection was cut'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection was not accepted in time'],
]);

/** A host with several addresses gives one error for each; they are of one kind. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
