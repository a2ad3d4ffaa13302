import type { EventType } from './classify.ts';
import type { Fields } from './fields.ts';

/** As much of an event as calls are made of. */
export interface CallEvent {
  readonly id: string;
  /** Rises in the order in which events were stored; equal for no two. */
  readonly row: number;
  /** µs since 1970 UTC. */
  readonly receivedAtUs: number;
  readonly type: EventType;
  readonly myid: string;
  readonly fields: Fields;
}

export const directions = ['in', 'out', 'internal'] as const;
export type Direction = (typeof directions)[number];

/** How a call ended; `open` until its last leg has, `zombie` when nothing came for too long. */
export const outcomes = [
  'answered',
  'forwarded',
  'ivr-only',
  'missed',
  'no-answer',
  'busy',
  'cancelled',
  'unavailable',
  'failed',
  'open',
  'zombie',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What rings, or who speaks: an IVR or a queue in its `in` thread is `inside` until it hangs up. */
export type LegState = 'unknown' | 'ringing' | 'talking' | 'inside' | 'ended';

export type ExtensionKind = 'phone' | 'ivr' | 'queue';

/** All events of one SubCallID in a call. */
export interface Leg {
  /** As sent; of a leg without one made up (`isGuessed`). */
  readonly subCallId: string;
  readonly isGuessed: boolean;
  /** Of the sending side, `prefix*number` in lower case. */
  readonly extension?: string;
  readonly extensionId?: string;
  readonly kind: ExtensionKind;
  readonly flow: 'in' | 'out';
  readonly state: LegState;
  /** The CallStatus of its hangup, as sent. */
  readonly status?: string;
  /** From dial to answer, or to the end of a leg nobody answered; by the PBX's clock where it is known at both ends. */
  readonly ringUs?: number;
  readonly talkUs?: number;
  readonly isTransfered: boolean;
  readonly bridged?: boolean;
  readonly remoteNumber?: string;
  readonly recId?: string;
  /** In the order of the leg: by the PBX's clock, and of equal ones dial, answer, hangup. */
  readonly events: readonly CallEvent[];
}

/** All events of one CallID. The same events in any order of arrival give the same call, but for what is said about that order. */
export interface Call {
  /** The CallID in lower case. */
  readonly id: string;
  /** Those its events carry, in the order of the events. */
  readonly myids: readonly string[];
  /** What the events say so far; `zombie` is said by readers, who know the time: see `outcomeAt`. */
  readonly outcome: Exclude<Outcome, 'zombie'>;
  readonly direction: Direction;
  /** An extension as `prefix*number` in lower case; a number outside as sent. */
  readonly caller?: string;
  readonly callerName?: string;
  /** The same of what was called; of a call in the first extension that was reached. */
  readonly called?: string;
  readonly did?: string;
  /** IVRs and queues it went through, in order. */
  readonly via: readonly string[];
  /** The extension that answered first; where a call went out, or was forwarded, the number outside, as sent. */
  readonly answeredBy?: string;
  /** Whom it was transferred to afterwards, one after the other; named alike. */
  readonly transferredTo: readonly string[];
  /** When its first event came, by the receive clock. */
  readonly startedAtUs: number;
  /** When its last hangup came, by the receive clock; absent while it is open. */
  readonly endedAtUs?: number;
  /** From the first ring of a phone to the answer, or to the end. */
  readonly ringUs?: number;
  /** While anybody talked to whom he had called; absent until that has an end. */
  readonly talkUs?: number;
  readonly recIds: readonly string[];
  /** A voice message was left. */
  readonly hasVoicemail: boolean;
  readonly legs: readonly Leg[];
  /** All its events, also those beyond the `maxCallEvents` it holds. */
  readonly eventCount: number;
  /** When it counts as final, by the receive clock: 5 s after the last hangup; absent while it is open. */
  readonly finalAtUs?: number;
  /** When it counts as a zombie, unless something comes; absent when it has ended. */
  readonly zombieAtUs?: number;
}

/** Events a call holds; what is more is only counted. */
export const maxCallEvents = 2_000;

/** The outcome as of now, and whether a late event may still change it. */
export function outcomeAt(
  call: Call,
  nowUs: number,
): { readonly outcome: Outcome; readonly isFinal: boolean } {
  if (call.zombieAtUs !== undefined && nowUs >= call.zombieAtUs)
    return { outcome: 'zombie', isFinal: true };
  return {
    outcome: call.outcome,
    isFinal: call.finalAtUs !== undefined && nowUs >= call.finalAtUs,
  };
}
