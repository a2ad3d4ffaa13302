/** One HTTP answer at the start of the bytes that have arrived. */
export interface Answer {
  readonly status: number;
  /** Bytes of the whole answer, its body included. */
  readonly length: number;
  readonly isLast: boolean;
}

/**
 * Reads the answer that the text (Latin-1: a character a byte) begins with, by Content-Length or by chunks; undefined while it is not
 * complete. The load generator would otherwise count the chunked answers of PHP as failures.
 */
export function readAnswer(text: string): Answer | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd + 2).toLowerCase();
  const status = Number(/^http\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  const isLast = /\r\nconnection: *close/.test(head);
  const bodyAt = headEnd + 4;
  if (/\r\ntransfer-encoding: *chunked/.test(head)) {
    const end = chunksEnd(text, bodyAt);
    return end === undefined ? undefined : { status, length: end, isLast };
  }
  const length = bodyAt + Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
  return text.length < length ? undefined : { status, length, isLast };
}

function chunksEnd(text: string, from: number): number | undefined {
  let at = from;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (size === 0) {
      // No trailers are expected: the empty line follows at once.
      return text.length < lineEnd + 4 ? undefined : lineEnd + 4;
    }
    at = lineEnd + 2 + size + 2;
  }
}
