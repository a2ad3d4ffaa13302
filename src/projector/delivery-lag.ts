import type { ReadEvent } from '../index/event-view.ts';
import { eventTimeOf } from '../protocol/event-time.ts';

/** How long events took from the PBX to the receiver, by the clocks of both. */
export interface LagCounts {
  readonly boundsUs: readonly number[];
  /** Events that took at most so long; the last entry: longer. An event is in one of them. */
  readonly counts: readonly number[];
  readonly sumUs: number;
}

/** µs. The vendor's own events take fractions of a second; a retry comes after half a minute. */
const lagBoundsUs: readonly number[] = [
  100e3, 250e3, 500e3, 1e6, 2.5e6, 5e6, 10e6, 30e6, 60e6, 300e6,
];

const maxLagUs = 86_400_000_000;

/**
 * Counts what arrives, but for what says that it happened more than a day ago. Clocks that differ make it wrong by as much; what would be
 * negative counts as nothing.
 */
export class DeliveryLag {
  readonly #counts = new Array<number>(lagBoundsUs.length + 1).fill(0);
  #sumUs = 0;

  /** Counts an event that came from the PBX and says when it happened. */
  note({ event, decoded }: ReadEvent): void {
    const sentAtUs = event.origin === 'received' ? eventTimeOf(decoded.fields) : undefined;
    if (sentAtUs !== undefined) this.#add(sentAtUs, event.receivedAtUs);
  }

  #add(sentAtUs: number, receivedAtUs: number): void {
    const lagUs = Math.max(0, receivedAtUs - sentAtUs);
    // No delivery takes so long: it is no time of the PBX, and would spoil the mean for good.
    if (lagUs > maxLagUs) return;
    const at = lagBoundsUs.findIndex((bound) => lagUs <= bound);
    const bucket = at < 0 ? lagBoundsUs.length : at;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sumUs += lagUs;
  }

  get counts(): LagCounts {
    return { boundsUs: lagBoundsUs, counts: [...this.#counts], sumUs: this.#sumUs };
  }
}
