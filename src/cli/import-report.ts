import type { ImportResult } from '../api/import-routes.ts';
import type { Painter } from '../formats/paint.ts';
import { printable } from '../formats/printable.ts';
import type { UnreadLine } from '../formats/read-line.ts';
import type { ReadProgress } from './request-file.ts';

/** A line that is not stored, and why. */
interface Note {
  readonly line: number;
  /** `unread`: it cannot be read. `refused`: the server does not take it. */
  readonly what: 'unread' | 'refused';
  readonly why: string;
  /** How an unread line begins. */
  readonly text?: string;
}

/** What became of one file. */
export class ImportReport {
  readonly #name: string;
  /** Of the file, kept up to date by whoever reads it. */
  readonly progress: ReadProgress = { bytes: 0, lines: 0, skipped: 0 };
  /** Requests whose body the file does not hold. */
  bodiesLost = 0;
  readonly #counts = { stored: 0, known: 0, unread: 0, refused: 0 };
  readonly #notes: Note[] = [];

  /** @param file `-` is standard input */
  constructor(file: string) {
    this.#name = file === '-' ? 'stdin' : printable(file);
  }

  get isComplete(): boolean {
    return this.#counts.unread + this.#counts.refused === 0;
  }

  unread({ lineNumber, reason, text }: UnreadLine): void {
    this.#counts.unread++;
    this.#note({ line: lineNumber, what: 'unread', why: reason, text });
  }

  /** What became of lines that were sent. @param lineOf where in the file the line of that number of them is */
  sent(
    { stored, known, refusedCount, refused }: ImportResult,
    lineOf: (line: number) => number,
  ): void {
    this.#counts.stored += stored;
    this.#counts.known += known;
    this.#counts.refused += refusedCount;
    for (const { line, why } of refused) this.#note({ line: lineOf(line), what: 'refused', why });
  }

  /** How far it is, in one line. */
  get state(): string {
    const { bytes, sizeBytes, lines } = this.progress;
    const { stored, known, unread, refused } = this.#counts;
    const of = sizeBytes === undefined ? '' : ` of ${megabytes(sizeBytes)}`;
    return `${this.#name}: ${megabytes(bytes)}${of} MB, ${lines} lines, ${stored} stored, ${known} known, ${unread + refused} not taken`;
  }

  /** Lines for a person: the counts, then the first lines that are not stored. */
  text(paint: Painter): string {
    const { lines, skipped } = this.progress;
    const { stored, known, unread, refused } = this.#counts;
    const lost = this.bodiesLost === 0 ? '' : `, ${this.bodiesLost} without body in the file`;
    const counts = `${this.#name}: ${lines} ${lines === 1 ? 'line' : 'lines'}: ${stored} stored, ${known} known${lost}, ${skipped} other ${skipped === 1 ? 'request' : 'requests'}, ${unread} not read, ${refused} refused\n`;
    const notes = this.#notes.map(
      ({ line, what, why, text = '' }) =>
        `${this.#name}:${line}: ${paint.red('error')} ${what} ${printable(why)} ${paint.dim(printable(text))}`.trimEnd() +
        '\n',
    );
    const more = unread + refused - notes.length;
    return counts + notes.join('') + (more === 0 ? '' : `${this.#name}: and ${more} more\n`);
  }

  /** The same for a program. */
  get json(): Readonly<Record<string, unknown>> {
    const { format, bytes, lines, skipped } = this.progress;
    const { bodiesLost } = this;
    const notes = this.#notes.map(({ line, what, why }) => ({ line, what, why }));
    return { file: this.#name, format, bytes, lines, ...this.#counts, skipped, bodiesLost, notes };
  }

  /** The server is behind the reader: what it refuses may lie before what was found unread. */
  #note(note: Note): void {
    const last = this.#notes.at(-1);
    if (this.#notes.length === maxNotes && last && last.line <= note.line) return;
    this.#notes.push(note);
    this.#notes.sort((a, b) => a.line - b.line);
    if (this.#notes.length > maxNotes) this.#notes.pop();
  }
}

/** Enough to see what is wrong with a file. */
const maxNotes = 20;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
