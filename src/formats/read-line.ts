/** A request that was read from a line, or from several, of a file. All strings have one character (U+0000 to U+00FF) for each byte. */
export interface ReadRequest {
  /** The line it begins in, from 1. */
  readonly lineNumber: number;
  /** µs since 1970 UTC; absent if the file does not say. */
  readonly receivedAtUs?: number;
  /** The file tells seconds only: equal requests of one second are several, not one. */
  readonly isTimeToTheSecond?: true;
  /** Request line and header lines, each ended with CRLF, as the journal keeps them. */
  readonly head: string;
  readonly body: Uint8Array;
  /** There was, or may well have been, a body that the file does not hold. */
  readonly bodyIsLost?: true;
  /** `address:port`, the port 0 if the file does not tell it. */
  readonly peer?: string;
  readonly forwardedPeer?: string;
  /** As the file has it: not checked. */
  readonly id?: string;
  /** What was answered. */
  readonly status?: number;
  /** If the file names it beside the request. */
  readonly myid?: string;
}

/** A line that could not be read. */
export interface UnreadLine {
  /** From 1. */
  readonly lineNumber: number;
  /** One sentence. */
  readonly reason: string;
  /** The first 120 characters, as read. */
  readonly text: string;
}

/** Reads the lines of one file, in order. Never throws, whatever they hold. */
export interface LineReader {
  /**
   * Takes a line and gives what is complete by now.
   * @param text the line without its end, one character for each byte
   */
  line(text: string, lineNumber: number): Iterable<ReadRequest | UnreadLine>;
  /** The file is at its end. */
  end(): Iterable<ReadRequest | UnreadLine>;
}

export function isUnread(read: object): read is UnreadLine {
  return 'reason' in read;
}

export function unreadLine(lineNumber: number, reason: string, text: string): UnreadLine {
  // Joined anew: a slice would keep all of a long line in memory for as long as anyone remembers its beginning.
  return { lineNumber, reason, text: Array.from(text.slice(0, 120)).join('') };
}
