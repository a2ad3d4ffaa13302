import type { Cursor } from '../journal/event.ts';
import type { Place } from './place.ts';

/**
 * What was told to several followers, one and the same for all of them. Streams write its bytes as they are; and of bytes, unlike of text,
 * the garbage collector has nothing to copy while they wait for slow readers.
 */
export class ToldEvent implements Place {
  readonly cursor: Cursor;
  readonly row: number;
  /** The JSON in UTF-8. */
  readonly bytes: Buffer;
  /** See `Shown`. */
  frame: Uint8Array | undefined;

  constructor({ cursor, row, bytes }: Place & { readonly bytes: Uint8Array }) {
    this.cursor = cursor;
    this.row = row;
    // A copy: what is told at once shares one buffer, and one event that waits would keep all of it.
    this.bytes = Buffer.from(bytes);
  }

  get json(): string {
    return this.bytes.toString();
  }
}
