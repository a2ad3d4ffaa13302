import { frameOf } from '../live/frame.ts';
import type { Followed, MatchedEvent } from '../live/place.ts';
import type { Matched } from './teller.ts';

const utf8 = new TextEncoder();

/**
 * What is told at once, as streams will write it, in one buffer that can be moved to another thread: that thread also receives, and has no
 * text to decode and encode then.
 */
export function packMatched(
  of: Followed,
  matched: readonly Matched[],
): { readonly events: readonly MatchedEvent[]; readonly buffer: ArrayBuffer } {
  const texts = matched.map((event) => frameOf(of, event));
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const buffer = new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const events = matched.map(({ cursor, row, to }, n) => {
    const frame = new Uint8Array(buffer, at, sizes[n]);
    utf8.encodeInto(texts[n] ?? '', frame);
    at += frame.length;
    return { cursor, row, frame, to };
  });
  return { events, buffer };
}
