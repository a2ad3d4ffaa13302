import { hash } from 'node:crypto';
import type { ApiEvent } from '../api/contract.ts';
import type { EventSummary, ExportedEvent } from '../api/event.ts';
import type { ListedFinding } from '../api/finding.ts';
import { isoTime } from '../formats/iso-time.ts';
import type { Event } from '../journal/event.ts';
import { parseHead, type Head } from '../journal/head.ts';
import { decodeEvent, type DecodedEvent } from '../protocol/decode.ts';
import { Subject } from '../query/subject.ts';
import { byteText } from './byte-text.ts';

/** A stored event, read: its head taken apart and its parameters decoded. Made when it is shown; the journal keeps bytes only. */
export interface ReadEvent {
  readonly event: Event;
  readonly head: Head;
  readonly decoded: DecodedEvent;
  readonly body: Buffer;
  /** The header as sent. */
  readonly contentType: string | undefined;
}

/** Reads a stored event. Never throws: any bytes are some event. */
export function readEvent(event: Event): ReadEvent {
  const head = parseHead(event.head);
  const body = Buffer.from(event.body.buffer, event.body.byteOffset, event.body.byteLength);
  const contentType = head.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const decoded = decodeEvent({ target: head.target, contentType, body: body.toString('latin1') });
  return { event, head, decoded, body, contentType };
}

/** A stored event as filters and rules see it. */
export function subjectOf({ event, head, decoded, body, contentType }: ReadEvent): Subject {
  return new Subject({
    receivedAtUs: event.receivedAtUs,
    origin: event.origin,
    method: head.method,
    target: head.target,
    decoded,
    contentType,
    bodyBytes: body.length,
    id: event.id,
  });
}

/** An event as lists show it. @param duplicateOf the id of an equal one before it */
export function summaryOf(read: ReadEvent, duplicateOf?: string): EventSummary {
  const { event, head, decoded, body } = read;
  return {
    id: event.id,
    cursor: event.cursor,
    receivedAt: isoTime(event.receivedAtUs),
    storedAt: isoTime(event.storedAtUs),
    myid: decoded.myid,
    type: decoded.type,
    callId: decoded.callId,
    subCallId: decoded.subCallId,
    fields: decoded.fields,
    request: {
      method: head.method,
      target: byteText(head.target),
      httpVersion: head.httpVersion,
      query: mutable(decoded.query),
      form: decoded.form && mutable(decoded.form),
      isCut: decoded.isCut,
      bodyBytes: body.length,
      bodySha256: hash('sha256', body, 'hex'),
      peer: event.peer,
      forwardedPeer: event.forwardedPeer,
    },
    answer: { status: event.answer.status },
    origin: event.origin,
    duplicateOf,
    findings: [...subjectOf(read).findings],
  };
}

/** What the rules say about an event. */
export function listedFindings(read: ReadEvent): readonly ListedFinding[] {
  const at = isoTime(read.event.receivedAtUs);
  return subjectOf(read).findings.map((finding) => ({ ...finding, at }));
}

/** An event with all there is to show. */
export function fullView(read: ReadEvent, duplicateOf?: string): ApiEvent {
  const summary = summaryOf(read, duplicateOf);
  const { headers, trailers } = read.head;
  return {
    ...summary,
    request: {
      ...summary.request,
      headers: textPairs(headers),
      trailers: trailers.length === 0 ? undefined : textPairs(trailers),
    },
  };
}

/** An event and its exact bytes. */
export function exportedView(read: ReadEvent): ExportedEvent {
  return {
    ...fullView(read),
    headBase64: Buffer.from(read.event.head, 'latin1').toString('base64'),
    bodyBase64: read.body.toString('base64'),
  };
}

type Pairs = readonly (readonly [string, string])[];

function textPairs(pairs: Pairs): [string, string][] {
  return pairs.map(([name, value]) => [byteText(name), byteText(value)]);
}

function mutable(pairs: Pairs): [string, string][] {
  return pairs.map(([name, value]) => [name, value]);
}
