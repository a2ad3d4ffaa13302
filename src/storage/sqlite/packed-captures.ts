import { AppError } from '../../errors.ts';
import type { Capture, Origin } from '../../journal/capture.ts';
import { parseEventId } from './event-id.ts';

/**
 * A batch on its way to the writer thread: heads and bodies one after another in one buffer that is moved, the rest as short rows. Sent as
 * they are, every head would be copied twice, and every small body with the whole pool that it lies in.
 */
export interface PackedCaptures {
  readonly rows: readonly PackedCapture[];
  readonly bytes: ArrayBuffer;
}

type PackedCapture = readonly [
  id: string,
  receivedAtUs: number,
  peer: string,
  forwardedPeer: string | null,
  origin: number,
  status: number,
  headBytes: number,
  bodyBytes: number,
];

/** A capture's columns in table `event`, `seq` and `stored_at_us` left out. */
export type CaptureRow = readonly [
  id: Buffer,
  receivedAtUs: number,
  peer: string,
  forwardedPeer: string | null,
  origin: number,
  status: number,
  head: Buffer,
  body: Buffer | null,
];

/** Their places are in the database: add at the end only. */
export const origins: readonly Origin[] = ['received', 'fixture', 'import'];

/** Packs a batch; the captures may be changed afterwards. @throws {AppError} `row_refused` if a head is not a ByteString */
export function packCaptures(batch: readonly Capture[]): PackedCaptures {
  let size = 0;
  for (const { head, body } of batch) size += head.length + body.length;
  // Not from the pool: the buffer is moved as a whole. Every byte of it is written below.
  const bytes = Buffer.allocUnsafeSlow(size);
  const rows: PackedCapture[] = [];
  let at = 0;
  for (const capture of batch) {
    const { head, body } = capture;
    if (wideCharacter.test(head))
      throw new AppError('row_refused', 'The head of the event holds a character that is no byte.');
    at += bytes.write(head, at, 'latin1');
    bytes.set(body, at);
    at += body.length;
    rows.push([
      capture.id,
      capture.receivedAtUs,
      capture.peer,
      capture.forwardedPeer ?? null,
      origins.indexOf(capture.origin),
      capture.answer.status,
      head.length,
      body.length,
    ]);
  }
  return { rows, bytes: bytes.buffer };
}

/** The rows to bind; their bytes are views into the one buffer. @throws {AppError} `row_refused` if an id is not a UUID */
export function unpackCaptures(packed: PackedCaptures): CaptureRow[] {
  const bytes = Buffer.from(packed.bytes);
  let at = 0;
  return packed.rows.map(([id, receivedAtUs, peer, forwardedPeer, origin, status, head, body]) => {
    const idBytes = parseEventId(id);
    if (!idBytes) throw new AppError('row_refused', 'The id of the event is not a UUID.');
    const bodyAt = at + head;
    const end = bodyAt + body;
    const headBytes = bytes.subarray(at, bodyAt);
    at = end;
    const bodyBytes = body === 0 ? null : bytes.subarray(bodyAt, end);
    return [
      idBytes,
      receivedAtUs,
      peer,
      forwardedPeer,
      origin,
      status,
      headBytes,
      bodyBytes,
    ] as const;
  });
}

const wideCharacter = /[^\0-\xff]/;
