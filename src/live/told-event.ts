import type { Cursor } from '../journal/event.ts';
import { jsonIn } from './frame.ts';
import type { Place } from './place.ts';

/**
 * What was told to several followers, one and the same for all of them. Streams write its frame as it is; and of bytes, unlike of text, the
 * garbage collector has nothing to copy while they wait for slow readers.
 */
export class ToldEvent implements Place {
  readonly cursor: Cursor;
  readonly row: number;
  readonly frame: Uint8Array;

  constructor({ cursor, row, frame }: Place & { readonly frame: Uint8Array }) {
    this.cursor = cursor;
    this.row = row;
    // Bytes of its own: of what is told at once, or comes from a pool of Node's, one event that waits would keep all.
    this.frame = new Uint8Array(frame);
  }

  get json(): string {
    return jsonIn(this.frame);
  }
}
