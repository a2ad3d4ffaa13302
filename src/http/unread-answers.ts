import type { Socket } from 'node:net';

/** Notices a sender that takes none of the answers that wait for it. */
export class UnreadAnswers {
  readonly #socket: Socket;
  #takenBytes = 0;
  #sinceTick: number;

  constructor(socket: Socket, tick: number) {
    this.#socket = socket;
    this.#sinceTick = tick;
  }

  /** For how many sweeps nothing was taken though something waited. Called once per sweep. */
  waitedTicks(tick: number): number {
    const { writableLength, bytesWritten } = this.#socket;
    if (writableLength === 0 || bytesWritten !== this.#takenBytes) this.#sinceTick = tick;
    this.#takenBytes = bytesWritten;
    return tick - this.#sinceTick;
  }
}
