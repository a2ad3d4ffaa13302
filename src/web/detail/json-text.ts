import { printableJson } from '../../formats/printable.ts';

/** A value as JSON for people, in which nothing is invisible or obeyed by a terminal. */
export function jsonText(value: unknown): string {
  // Line feeds stand between the parts only: in a string they are escaped already.
  return JSON.stringify(value, null, 2).split('\n').map(printableJson).join('\n');
}
