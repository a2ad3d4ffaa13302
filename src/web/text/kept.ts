import { visible } from './visible.ts';

/**
 * Captured text for a row that stays: as `visible` has it, and nothing else of what it was cut from. A browser makes the beginning of a long
 * text a view of it, which keeps all of it in memory: a megabyte for each of thousands of rows.
 */
export function kept(text: string, max: number): string {
  return JSON.parse(JSON.stringify(visible(text, max))) as string;
}
