/*
 * A call drawn as a ladder: a column for everyone who takes part, time running down, a bar for each leg and a mark for each event. This is
 * the drawing as plain data, so that a page and a terminal show the same; `layoutLadder` makes it.
 *
 * Every event, and every missing one (a ghost), has a row of its own: its `place`, counted from 0 downwards in the order of the ladder's
 * clock. Who draws to scale takes the times of the places instead.
 */
import type { EventType } from './classify.ts';

/** What orders a ladder: the PBX's clock, the receiver's, or the order in which events were stored. */
export const ladderClocks = ['pbx', 'received', 'sequence'] as const;
export type LadderClock = (typeof ladderClocks)[number];

/** `extension`: named by others only, so that nothing tells what it is. `others`: what there is no room for. */
export type ColumnKind = 'outside' | 'ivr' | 'queue' | 'phone' | 'extension' | 'others';

export interface LadderColumn {
  /** As people speak of it: a number as sent, of an extension its number. It is the sender's text: escape it. */
  readonly title: string;
  readonly kind: ColumnKind;
  /** `prefix*number` */
  readonly extension?: string;
  /** The caller's name, if it was sent. The sender's text as well. */
  readonly name?: string;
}

/** Part of a bar: from its place up to the next part's, or to the end of the ladder if the leg does not end. */
export interface LadderSpan {
  readonly state: 'ringing' | 'talking' | 'inside';
  readonly fromPlace: number;
  readonly toPlace?: number;
}

/** One leg. */
export interface LadderBar {
  /** Its number in the call's `legs`. */
  readonly leg: number;
  readonly subCallId: string;
  readonly column: number;
  /** 0, or higher where bars stand side by side in a column. */
  readonly lane: number;
  /** Forwarded: `Transfered`. */
  readonly isDashed: boolean;
  readonly spans: readonly LadderSpan[];
}

/** Where on the ladder something is. Times are µs since the ladder's `startUs`, one origin for both clocks. */
export interface LadderStep {
  readonly place: number;
  /** Its number in the call's `legs`; absent for an event that belongs to none. */
  readonly leg?: number;
  /** The column of the extension that sent it; absent where none is known. */
  readonly column?: number;
  /** The extension of its leg, which the column does not tell where it is one for others. */
  readonly extension?: string;
  /** The other end, if it has one. */
  readonly otherColumn?: number;
  /**
   * `to`: an arrow from its own column to the other one; `from`: from there to its own; `end`: the line between them ends, by whom nobody
   * tells; `point`: something at its own column.
   */
  readonly line: 'to' | 'from' | 'end' | 'point';
  readonly pbxUs: number;
  readonly receivedUs: number;
}

/** One event. */
export interface LadderMark extends LadderStep {
  readonly eventId: string;
  readonly type: EventType;
  /** CallStatus as sent. */
  readonly status?: string;
  /** Of an answer, and of the hangup of a leg that was not answered: how long it had rung. */
  readonly ringUs?: number;
  /** Of a hangup. */
  readonly talkUs?: number;
  /** What else it says, such as `Transfered`, `Bridged=yes`, `RecID`. */
  readonly badges: readonly string[];
  /** It had no EventTime: `pbxUs` follows from the receipt. */
  readonly isReckoned: boolean;
  /** How long it was on its way; absent where the clocks do not tell. */
  readonly lagUs?: number;
  /** One that happened later was stored before it. */
  readonly isReordered: boolean;
}

/** An event that must have happened and is not there: the answer of a leg that talked, or the hangup of one that has not ended. */
export interface LadderGhost extends LadderStep {
  readonly missing: 'answer' | 'hangup';
  readonly leg: number;
  /** What the call was in the meantime: how long it talked, if an answer is missing. */
  readonly talkUs?: number;
}

export interface Ladder {
  readonly callId: string;
  /** One sentence on the call, by `describeCall`. It quotes what was sent. */
  readonly title: string;
  readonly clock: LadderClock;
  /** When the first event happened, by the PBX's clock: µs since 1970 UTC. */
  readonly startUs: number;
  /** What the receiver's clock is ahead of the PBX's, taken out of all times; absent where the two agree. */
  readonly clockDifferenceUs?: number;
  readonly columns: readonly LadderColumn[];
  readonly bars: readonly LadderBar[];
  /** By place. */
  readonly marks: readonly LadderMark[];
  /** By place. */
  readonly ghosts: readonly LadderGhost[];
  /** All events of the call. */
  readonly eventCount: number;
  /** Those there is no room for, or that are not known here. */
  readonly moreEvents: number;
}

/** Rows of a ladder, ghosts included. */
export const maxLadderRows = 200;

/** Columns of a ladder, the one for others included. */
export const maxLadderColumns = 16;
