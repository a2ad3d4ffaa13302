/**
 * A string with one character (U+0000 to U+00FF) for each byte, as WebIDL names it and as `node:http` hands over what it read.
 * It keeps any bytes exactly and stays cheap to build; it is text only after decoding.
 */
export type ByteString = string;

/** Whose event it is: sent by a real sender, by Ringlog's own simulator, or read from a file. */
export type Origin = 'received' | 'fixture' | 'import';

/** One request as it arrived, not yet stored. Nothing in it is parsed, decoded or shortened. */
export interface Capture {
  /** UUIDv7 in its usual form, made at receipt: sorts by time, and makes `append` idempotent. */
  readonly id: string;
  /** When the request was complete, in µs since 1970-01-01 UTC, by the receiver's clock. */
  readonly receivedAtUs: number;
  /** `address:port` at the other end of the socket. */
  readonly peer: string;
  /** The address a trusted proxy forwarded for; absent unless the peer is trusted. */
  readonly forwardedPeer?: string;
  readonly origin: Origin;
  /** What the receiver replies once this is stored. */
  readonly answer: { readonly status: number };
  /** Request line, header lines and, after an empty line, trailer lines: see `head.ts`. */
  readonly head: ByteString;
  /** The body after de-chunking; empty when there was none. */
  readonly body: Uint8Array;
}
