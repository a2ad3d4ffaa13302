/** What bounds the receiver; the defaults are argued for below. */
export interface ReceiverLimits {
  /** Request line and headers, as Node counts them. */
  readonly maxHeadBytes: number;
  /** Bodies and heads of all requests that are not answered yet. */
  readonly maxInFlightBytes: number;
  /** Requests of one connection that are not answered yet. */
  readonly maxPipelined: number;
  readonly maxConnections: number;
  readonly headTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** How long an answer waits for the journal. */
  readonly ackTimeoutMs: number;
  /** How long a sender may take none of the answers that wait for it. */
  readonly unreadTimeoutMs: number;
  /** How often all of these are looked at: each may take so much longer. */
  readonly sweepIntervalMs: number;
  /** How long requests under way may still take when the receiver closes. */
  readonly drainGraceMs: number;
  /** What is read and thrown away of a refused request, so that its sender reads the answer before the connection breaks. */
  readonly maxLingerBytes: number;
}

export const defaultLimits: ReceiverLimits = {
  // A PBX sends a few hundred bytes; four times what most servers take.
  maxHeadBytes: 32 << 10,
  maxInFlightBytes: 64 << 20,
  // No PBX pipelines. One packet holds thousands of short requests, and each costs many times its bytes until it is answered.
  maxPipelined: 128,
  maxConnections: 2_000,
  // A sender that is slower than this is stuck or means no good, and must not hold a connection.
  headTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Longer than the 60 s of common proxies, so that it is they who close: no request meets a connection that is just being closed.
  keepAliveTimeoutMs: 75_000,
  // Senders of webhooks give up after 10 to 15 s; a late 200 would be read by nobody.
  ackTimeoutMs: 10_000,
  // A sender that only sends holds a connection and its answers' memory as well as one that sends nothing.
  unreadTimeoutMs: 30_000,
  sweepIntervalMs: 1_000,
  drainGraceMs: 5_000,
  maxLingerBytes: 64 << 10,
};
