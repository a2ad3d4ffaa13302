/** What a fact is about. */
export type FactKind = 'refusal' | 'deletion' | 'run';

/** Something the service itself notes, so that nothing disappears without a trace. */
export interface Fact {
  readonly kind: FactKind;
  /** µs since 1970 UTC. */
  readonly atUs: number;
  /** Machine-readable, for example `body_too_large`; the receiver, retention and runs each have a closed list. */
  readonly reason: string;
  /** One sentence for people. Carries no captured content. */
  readonly message: string;
  /** `address:port` of who was refused. */
  readonly peer?: string;
  /** What was answered, where anything was. */
  readonly status?: number;
  /** What the parser still held of a refused request: at most `maxFactBytes`. */
  readonly bytes?: Uint8Array;
  /** Of a deletion or a run: how many events. */
  readonly count?: number;
}

/** A fact as the store gives it back; `seq` rises by one with each fact noted. */
export interface StoredFact extends Fact {
  readonly seq: number;
}

/** Enough for a request line and the usual headers, small enough that a flood of refusals stays harmless. */
export const maxFactBytes = 4096;

/** The newest facts of each kind that are kept. Older ones give way to their own kind only: a flood of refusals hides no deletion. */
export const maxFacts = 10_000;
