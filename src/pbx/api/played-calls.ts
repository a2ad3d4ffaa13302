import { setImmediate as turn } from 'node:timers/promises';
import type { PlannedEvent } from '../planned-event.ts';
import { untilDue, type PlayClock } from '../player.ts';
import type { Deliveries } from './deliveries.ts';
import { ApiRefusal } from './refusal.ts';

export type Speed = number | 'max';

/** Lets the events of calls happen when their time comes. */
export class PlayedCalls {
  readonly #deliveries: Deliveries;
  readonly #clock: PlayClock;
  readonly #onFault: (error: unknown) => void;
  #stop = new AbortController();
  #playing = 0;

  constructor(options: {
    readonly deliveries: Deliveries;
    readonly clock: PlayClock;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#deliveries = options.deliveries;
    this.#clock = options.clock;
    this.#onFault = options.onFault;
  }

  /** How many go on; a load counts once. */
  get playing(): number {
    return this.#playing;
  }

  /**
   * Begins to play.
   * @param events in the order in which they happen
   * @param speed so many times as fast as they say; `max`: as fast as the targets take them
   * @throws {ApiRefusal} 429 if too many go on already
   */
  start(events: Iterable<PlannedEvent>, speed: Speed): void {
    if (this.#playing >= maxPlaying)
      throw new ApiRefusal(
        429,
        `${maxPlaying} simulated calls go on already; wait for some to end`,
      );
    this.#playing += 1;
    const { signal } = this.#stop;
    void this.#play(events, speed, signal)
      .catch(this.#onFault)
      .finally(() => {
        // Those before a stop are not counted any more.
        if (signal === this.#stop.signal) this.#playing -= 1;
      });
  }

  /** Ends all at once; what has happened is delivered all the same. */
  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#playing = 0;
  }

  async #play(events: Iterable<PlannedEvent>, speed: Speed, signal: AbortSignal): Promise<void> {
    const beganAtMs = this.#clock.nowMs();
    let count = 0;
    for (const event of events) {
      if (speed === 'max') await this.#deliveries.untilRoom(signal);
      else await untilDue(beganAtMs + event.offsetMs / speed, this.#clock, signal);
      if (signal.aborted) return;
      this.#deliveries.tell(event);
      count += 1;
      // Others have their turn although nothing was waited for.
      if (count % eventsPerTurn === 0) await turn();
    }
  }
}

const maxPlaying = 1_000;
const eventsPerTurn = 50;
