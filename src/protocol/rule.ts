import type { Call, Leg } from './call.ts';
import type { EventType } from './classify.ts';
import type { Fields } from './fields.ts';
import type { FormPair } from './form.ts';

/** How much a finding matters: `error` lost or broken data, `warn` something to look at, `info` good to know. */
type Level = 'error' | 'warn' | 'info';

/** What a rule looks at: one event, a leg, a call, or all that an extension sends. */
type Scope = 'event' | 'leg' | 'call' | 'stream';

/** What is known of a rule without running it. */
export interface Rule {
  /** `RL` and three digits. */
  readonly id: string;
  /** The level of its findings; the weaker cases of a rule are `info` whatever stands here. */
  readonly level: Level;
  readonly scope: Scope;
  /** What a finding of it says, in a phrase. */
  readonly title: string;
  /** What comes of it for the integrator: one sentence. */
  readonly why: string;
  /** Who says that it should be otherwise. A rule that is `inferred` is at most `info`. */
  readonly source: RuleSource;
  readonly confidence: 'high' | 'medium' | 'low';
}

type RuleSource =
  | 'vendor page'
  | 'vendor page as quoted by integrations'
  | 'real requests'
  | 'public code'
  | 'web standard'
  | 'inferred';

/** What a rule says about an event, leg, call or stream. */
export interface Finding {
  readonly rule: string;
  readonly level: Level;
  readonly scope: Scope;
  /** One sentence: what is wrong, and what was expected. It quotes what was sent, control characters included: whoever prints it escapes them. */
  readonly message: string;
  readonly eventId?: string;
  readonly callId?: string;
  readonly subCallId?: string;
  /** The field it is about, as sent. */
  readonly field?: string;
}

/** What a check has to say; the rest of the finding follows from its rule and what it looked at. */
interface Remark {
  readonly message: string;
  /** Of a weaker case. */
  readonly level?: 'info';
  readonly eventId?: string;
  readonly subCallId?: string;
  readonly field?: string;
}

/** Takes a remark; false when no more are wanted. */
export type Note = (remark: Remark) => boolean;

/** As much of an event as its rules need. A decoded event has most of it. */
export interface EventFacts {
  readonly id: string;
  /** µs since 1970 UTC. */
  readonly receivedAtUs: number;
  readonly type: EventType;
  readonly method: string;
  readonly fields: Fields;
  /** Every pair of the query, in order. */
  readonly query: readonly FormPair[];
  /** Every pair of the body, in order; absent when the body is no form. */
  readonly form?: readonly FormPair[] | undefined;
  /** The header as sent. */
  readonly contentType?: string | undefined;
  readonly bodyBytes: number;
  /** Whether what was sent is not UTF-8; if not told, a replacement character in a field says so. */
  readonly hasInvalidUtf8?: boolean | undefined;
}

/** What one extension sends, as far as it was seen. */
export interface ExtensionSummary {
  /** `prefix*number`. */
  readonly extension: string;
  readonly extensionId?: string | undefined;
  readonly myids: readonly string[];
  readonly types: readonly EventType[];
}

export interface EventRule extends Rule {
  readonly scope: 'event';
  readonly check: (event: EventFacts, note: Note) => void;
}

export interface LegRule extends Rule {
  readonly scope: 'leg';
  readonly check: (leg: Leg, note: Note) => void;
}

/** A rule about a call, or about a stream and seen within one call. */
export interface CallRule extends Rule {
  readonly scope: 'call' | 'stream';
  /** @param nowUs µs since 1970 UTC; undefined if nothing is to be said about the time that passed */
  readonly check: (call: Call, note: Note, nowUs: number | undefined) => void;
}

export interface StreamRule extends Rule {
  readonly scope: 'stream';
  /** @param others what else was seen, the same extension among them or not */
  readonly check: (
    summary: ExtensionSummary,
    note: Note,
    others: readonly ExtensionSummary[],
  ) => void;
}
