/** Text as it was sent, in quotation marks and at most 80 characters long. Control characters stay: whoever prints it escapes them. */
export function quoted(sent: string): string {
  return `"${cut(sent)}"`;
}

/** The text, of a longer one its beginning and an ellipsis: at most 80 characters. */
export function cut(sent: string): string {
  if (sent.length <= maxLength) return sent;
  const last = sent.charCodeAt(maxLength - 2);
  const isHalf = last >= 0xd800 && last <= 0xdbff; // A character of two units is not cut in two.
  return `${sent.slice(0, isHalf ? maxLength - 2 : maxLength - 1)}…`;
}

const maxLength = 80;

/**
 * An id as a finding names it: whole, or of one longer than any PBX sends the beginning, by which it is found, too. A call may have a hundred
 * findings, and an id that somebody made up a megabyte.
 */
export function shortId(id: string): string {
  return id.length <= maxIdLength ? id : id.slice(0, shortIdLength).toWellFormed();
}

const maxIdLength = 128;
const shortIdLength = 64;
