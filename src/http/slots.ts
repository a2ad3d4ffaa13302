import { AppError } from '../errors.ts';

/** A bounded number of places. */
export class Slots {
  readonly #max: number;
  readonly #what: string;
  #taken = 0;

  constructor(max: number, what: string) {
    this.#max = max;
    this.#what = what;
  }

  /** Takes a place. @returns gives it back; again does nothing. @throws {AppError} `too_many_waiting` */
  take(): () => void {
    if (this.#taken >= this.#max)
      throw new AppError(
        'too_many_waiting',
        `There are ${this.#max} ${this.#what} already, which is the most. Try again later.`,
      );
    this.#taken++;
    let isBack = false;
    return () => {
      if (!isBack) this.#taken--;
      isBack = true;
    };
  }
}
