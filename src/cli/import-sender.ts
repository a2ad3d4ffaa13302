import { Buffer } from 'node:buffer';
import { ApiError } from '../api/client-error.ts';
import { sendImport } from '../api/client.ts';
import type { Connection } from '../api/client-request.ts';
import { isoTime } from '../formats/iso-time.ts';
import type { Capture } from '../journal/capture.ts';
import type { ImportReport } from './import-report.ts';

/**
 * Sends captures to a server, many in a request. While one request is being answered the next one is filled, and not more: so two are held,
 * however many captures there are. A request is small enough that the server answers it within moments: a connection that breaks costs
 * nothing, as nothing is stored twice.
 */
export class ImportSender {
  readonly #connection: Connection;
  readonly #report: ImportReport;
  readonly #onAnswer: () => void;
  #lines: string[] = [];
  #lineNumbers: number[] = [];
  #length = 0;
  #sending: Promise<void> = Promise.resolve();

  /** @param onAnswer called when the report has something new */
  constructor(connection: Connection, report: ImportReport, onAnswer: () => void) {
    this.#connection = connection;
    this.#report = report;
    this.#onAnswer = onAnswer;
  }

  /** Sends a capture with others. @throws {ApiError} also of those before it */
  async add(capture: Capture, lineNumber: number): Promise<void> {
    const line = toLine(capture);
    if (this.#length + line.length > maxLength) await this.#send();
    this.#lines.push(line);
    this.#lineNumbers.push(lineNumber);
    this.#length += line.length;
    if (this.#lines.length === maxLines) await this.#send();
  }

  /** Resolves when all are answered. @throws {ApiError} */
  async finish(): Promise<void> {
    await this.#send();
    await this.#sending;
  }

  /** Resolves when they are on their way and those before them answered. */
  async #send(): Promise<void> {
    await this.#sending;
    if (this.#lines.length === 0) return;
    const numbers = this.#lineNumbers;
    this.#sending = this.#answered(this.#lines.join(''), (line) => numbers[line - 1] ?? 0);
    // It is awaited before the next one; until then it must not be taken for forgotten.
    this.#sending.catch(() => undefined);
    this.#lines = [];
    this.#lineNumbers = [];
    this.#length = 0;
  }

  async #answered(lines: string, lineOf: (line: number) => number): Promise<void> {
    try {
      this.#report.sent(await sendImport(this.#connection, lines), lineOf);
    } catch (error) {
      // What it stored before it failed.
      const problem = error instanceof ApiError ? error.problem : undefined;
      const [stored, known] = [problem?.stored ?? 0, problem?.known ?? 0];
      this.#report.sent({ stored, known, refusedCount: 0, refused: [] }, lineOf);
      throw error;
    }
    this.#onAnswer();
  }
}

/** So many are stored in a fraction of a second. */
const maxLines = 2_000;
const maxLength = 4 << 20;

/** A line as the contract has it: the bytes, and nothing that follows from them. */
function toLine({ id, receivedAtUs, head, body, peer, forwardedPeer, answer }: Capture): string {
  const line = {
    id,
    receivedAt: isoTime(receivedAtUs),
    headBase64: Buffer.from(head, 'latin1').toString('base64'),
    bodyBase64:
      body.length === 0
        ? undefined
        : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
    request: { peer, forwardedPeer },
    answer,
  };
  return `${JSON.stringify(line)}\n`;
}
