import { hash } from 'node:crypto';
import { maxCallEvents, type CallEvent } from '../protocol/call.ts';
import { fold } from '../query/fold.ts';
import type { Subject } from '../query/subject.ts';
import type { ReadEvent } from './event-view.ts';

/** An event of a call, as calls are made of them and filters see them. */
export interface CalledEvent extends CallEvent {
  readonly subject: Subject;
  /** Of the request: what holding it costs, about. */
  readonly bytes: number;
}

/** A stored event as one of its call. @param row its number in the journal */
export function calledEvent(
  row: number,
  { event, decoded, body }: ReadEvent,
  subject: Subject,
): CalledEvent {
  const { type, myid, fields } = decoded;
  const { id, receivedAtUs } = event;
  const bytes = event.head.length + body.length;
  return { id, row, receivedAtUs, type, myid, fields, subject, bytes };
}

/** The first events of a call, as many as it holds: `maxCallEvents`, and no more than `maxCallBytes` of requests. */
export class HeldEvents {
  readonly #events: CalledEvent[] = [];
  #bytes = 0;
  #isFull = false;

  get events(): readonly CalledEvent[] {
    return this.#events;
  }

  /** Of their requests, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether it takes no more. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** @param event stored after those before. @returns whether it was taken */
  add(event: CalledEvent): boolean {
    this.#isFull ||= this.#bytes + event.bytes > maxCallBytes && this.#events.length > 0;
    if (this.#isFull) return false;
    this.#events.push(event);
    this.#bytes += event.bytes;
    this.#isFull = this.#events.length >= maxCallEvents;
    return true;
  }
}

/** Two thousand usual events have about half of it. */
const maxCallBytes = 4 << 20;

/**
 * What events of one call, and of no other, have in common: the CallID in any case, without the characters that not every store keeps or
 * that end a range; undefined if it has none. The key of a beginning is the beginning of the key.
 */
export function callKey(callId: string | undefined): string | undefined {
  if (callId === undefined || callId === '') return undefined;
  return callName(fold(callId)).replace(unkept, (one) => `\uFFFD${one === '\0' ? 0 : one.length}`);
}

/**
 * A CallID as calls are shown with it, which names the same call: as it was sent if that is no longer than `maxNameLength` in any case. Of
 * long ones, which no PBX sends, the beginning and a hash of the whole.
 */
export function callName(callId: string): string {
  const folded = fold(callId);
  if (folded.length <= maxNameLength) return callId;
  return `${folded.slice(0, 64).toWellFormed()}~${hash('sha256', folded, 'hex').slice(0, 32)}`;
}

/** Of the name of a call, in UTF-16 units. */
const maxNameLength = 128;

/** Each becomes U+FFFD and a digit of its own. */
const unkept = /[\0\uFFFD\u{10FFFF}]/gu;
