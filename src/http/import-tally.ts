import type { ImportResult } from '../api/import-routes.ts';

/** What has become of the lines of an import so far. */
export class ImportTally {
  stored = 0;
  known = 0;
  #refusedCount = 0;
  readonly #refused: { line: number; why: string }[] = [];

  /** Counts a line that cannot be stored. Not all come in the order of the lines. */
  refuse(line: number, why: string): void {
    this.#refusedCount++;
    const last = this.#refused.at(-1);
    if (this.#refused.length === maxShown && last && last.line < line) return;
    this.#refused.push({ line, why });
    this.#refused.sort((a, b) => a.line - b.line);
    if (this.#refused.length > maxShown) this.#refused.pop();
  }

  get result(): ImportResult {
    const { stored, known } = this;
    return { stored, known, refusedCount: this.#refusedCount, refused: [...this.#refused] };
  }
}

/** Enough to see what is wrong with a file. */
const maxShown = 100;
