import type { MatchedEvent } from '../live/place.ts';
import type { Matched } from './teller.ts';

const utf8 = new TextEncoder();

/**
 * What is told at once, with all its JSON in one buffer that can be moved to another thread: that thread, which also receives, then has
 * neither text to decode nor garbage to collect.
 */
export function packMatched(matched: readonly Matched[]): {
  readonly events: readonly MatchedEvent[];
  readonly buffer: ArrayBuffer;
} {
  const sizes = matched.map(({ json }) => Buffer.byteLength(json));
  const buffer = new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  const events = matched.map(({ cursor, row, json, to }, n) => {
    const size = sizes[n] ?? 0;
    const bytes = new Uint8Array(buffer, end, size);
    utf8.encodeInto(json, bytes);
    end += size;
    return { cursor, row, bytes, to };
  });
  return { events, buffer };
}
