import { AppError } from '../../errors.ts';
import type { Cursor } from '../../journal/event.ts';

/**
 * A cursor is `TAG-SEQ`: the first six digits of the journal's UUID, so that a cursor of another journal is told from a wrong one, and the
 * event's sequence number in base 36. Both are nobody's business outside this folder.
 */
const shape = /^([0-9a-f]{6})-([1-9a-z][0-9a-z]{0,10})$/;

/** What the cursors of a journal begin with. */
export function tagOf(journalId: string): string {
  return journalId.slice(0, 6);
}

/** The cursor of a sequence number; 0 stands before the first event. */
export function formatCursor(tag: string, seq: number): Cursor {
  return seq === 0 ? '' : `${tag}-${seq.toString(36)}`;
}

/** The sequence number of a cursor, or why it is none of this journal's. */
export function parseCursor(
  tag: string,
  cursor: Cursor,
): { readonly seq: number } | { readonly fault: 'shape' | 'journal' } {
  if (cursor === '') return { seq: 0 };
  const [, foundTag, digits = ''] = shape.exec(cursor) ?? [];
  const seq = parseInt(digits, 36);
  if (!Number.isSafeInteger(seq)) return { fault: 'shape' };
  return foundTag === tag ? { seq } : { fault: 'journal' };
}

/**
 * The sequence number of a cursor that this journal gave, up to its newest one.
 * @throws {AppError} `bad_cursor`, with what is wrong and what to do
 */
export function requireCursor(tag: string, cursor: Cursor, headSeq: number): number {
  const parsed = parseCursor(tag, cursor);
  if ('fault' in parsed) throw new AppError('bad_cursor', advice[parsed.fault]);
  if (parsed.seq > headSeq) throw new AppError('bad_cursor', advice.beyond);
  return parsed.seq;
}

const advice = {
  shape:
    'This is not a cursor. Use one exactly as an answer gave it, or none to start at the first event.',
  journal:
    'This cursor belongs to another journal: the data directory is a different one now. Start again without a cursor.',
  beyond:
    'This cursor is beyond the newest event of the journal, as if older data had been restored. Start again without a cursor.',
};
