import type { DecodedEvent } from '../protocol/decode.ts';

/** An event as the formats show it: what it says, and how it came. */
export interface ShownEvent extends DecodedEvent {
  readonly id: string;
  readonly cursor: string;
  /** µs since 1970 UTC. */
  readonly receivedAtUs: number;
  readonly method: string;
  /** As sent, one character for each byte. */
  readonly target: string;
  /** `address:port`. */
  readonly peer: string;
  /** What was answered. */
  readonly status: number;
  readonly bodyBytes: number;
}
