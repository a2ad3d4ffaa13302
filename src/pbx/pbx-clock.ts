import type { Random } from './random.ts';

/** The step of the PBX's clock, as real events show it. */
export const clockStepMs = 20;

/** By how much the times of a node are off the whole steps: one value for each, here that of the real events. */
const phaseUs = 18_201;

/** Within a step the times of events differ by less than this. */
const jitterUs = 20;

/** Gives `EventTime`s: µs in steps of 20 ms, with a little jitter. Asked in the order of the events, it never goes back. */
export class PbxClock {
  readonly #beganAtUs: number;
  readonly #random: Random;
  #lastUs = 0;

  /** @param startUs when the call begins, µs since 1970 UTC: the clock shows the step before that, or that */
  constructor(startUs: number, random: Random) {
    const stepUs = clockStepMs * 1_000;
    this.#beganAtUs = Math.floor((startUs - phaseUs) / stepUs) * stepUs + phaseUs;
    this.#random = random;
  }

  /** @param ms since the call began, on a step */
  at(ms: number): number {
    const atUs = this.#beganAtUs + ms * 1_000 + this.#random.below(jitterUs);
    this.#lastUs = Math.max(this.#lastUs, atUs);
    return this.#lastUs;
  }
}
