import { hash } from 'node:crypto';
import type { Origin } from '../journal/capture.ts';
import type { Cursor } from '../journal/event.ts';
import type { EventType } from '../protocol/classify.ts';
import { senderOf } from '../protocol/sender.ts';
import { Subject } from '../query/subject.ts';
import { tokensOf } from '../query/tokens.ts';
import { findingMarks } from './call-entry.ts';
import { calledEvent, callKey, type CalledEvent } from './called-event.ts';
import type { ReadEvent } from './event-view.ts';

/** What the index keeps of an event: enough to find and to count it; everything else is in the journal. */
export interface IndexEntry {
  readonly cursor: Cursor;
  readonly receivedAtUs: number;
  readonly type: EventType;
  readonly origin: Origin;
  /** At most `maxShownBytes` of it, as of all texts here. */
  readonly myid: string;
  readonly method: string;
  readonly status?: string;
  /** The extensions at its ends, without domain. */
  readonly extensions: readonly string[];
  /** Whose subscription sent it; empty where nothing tells. */
  readonly sender: { readonly extension: string; readonly extensionId: string };
  /** Of the call it belongs to. */
  readonly callKey?: string | undefined;
  /** It, for the call; its number is the index's. */
  readonly called: Omit<CalledEvent, 'row'>;
  /** `findingMarks` of what the rules say of it by itself. */
  readonly findings: string;
  readonly tokens: ReadonlySet<string>;
  /** Not all its tokens are there: a search by words or fields must look at the event itself. */
  readonly isCut: boolean;
  /** Equal for requests with equal method, target and body. */
  readonly fingerprint: Uint8Array;
}

/** What to keep of an event. Never throws: any bytes are some event. */
export function indexEntry(read: ReadEvent, subject: Subject): IndexEntry {
  const { event, head, body } = read;
  const { tokens, isCut } = tokensOf(subject);
  const called = calledEvent(0, read, subject);
  const { extension = '', extensionId = '' } = senderOf(called);
  return {
    cursor: event.cursor,
    receivedAtUs: event.receivedAtUs,
    type: subject.type,
    origin: event.origin,
    myid: shown(subject.myid),
    method: shown(head.method),
    ...(subject.status === undefined ? {} : { status: shown(subject.status) }),
    extensions: subject.extensions.slice(0, maxExtensions).map(({ name }) => shown(name)),
    sender: { extension: shown(extension), extensionId: shown(extensionId) },
    callKey: callKey(subject.callId),
    called,
    findings: findingMarks(subject.findings),
    tokens,
    isCut,
    fingerprint: fingerprintOf(head.method, head.target, body),
  };
}

/** Two ends, each under two names; more only come from senders that are no PBX. */
const maxExtensions = 4;

/** Texts that are counted and shown are cut here, at a character's end; NUL becomes U+FFFD, as invalid bytes have before. */
function shown(text: string): string {
  const plain = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  if (plain.length <= maxShownBytes / 3) return plain;
  const bytes = Buffer.from(plain);
  if (bytes.length <= maxShownBytes) return plain;
  let end = maxShownBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

const maxShownBytes = 256;

/** Eighty bits: among a thousand million requests a day a false pair would come about once in a million days. */
const fingerprintBytes = 10;

function fingerprintOf(method: string, target: string, body: Uint8Array): Uint8Array {
  // A body of bytes is hashed apart; the lengths keep one part from running into the next.
  const bodyHash = body.length === 0 ? '' : hash('sha256', body, 'hex');
  const whole = hash('sha256', `${method} ${target.length} ${target} ${bodyHash}`, 'buffer');
  return whole.subarray(0, fingerprintBytes);
}
