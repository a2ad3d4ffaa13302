import type { Cursor } from '../journal/event.ts';
import type { LiveEvent } from './place.ts';

/** What was told to several followers, one and the same for all of them, so that its bytes are made once. */
export class ToldEvent implements LiveEvent {
  readonly cursor: Cursor;
  readonly row: number;
  readonly json: string;
  #bytes: Uint8Array | undefined;

  constructor({ cursor, row, json }: LiveEvent) {
    this.cursor = cursor;
    this.row = row;
    this.json = json;
  }

  /** The JSON in UTF-8. */
  get bytes(): Uint8Array {
    return (this.#bytes ??= utf8.encode(this.json));
  }
}

const utf8 = new TextEncoder();
