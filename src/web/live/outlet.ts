import type { ApiCall } from '../../api/call.ts';
import type { EventSummary } from '../../api/event.ts';
import type { Refusal } from '../server/refusal.ts';
import { isSameLiveness, type Liveness } from './liveness.ts';
import type { Clock } from './surroundings.ts';
import type { Follower } from './target.ts';

/** As often as a page that is drawn anew with each can bear. */
const tickMs = 50;

/** Gathers what came and tells it to the follower: what comes alone at once, and then no more than once a tick. */
export class Outlet {
  readonly #clock: Clock;
  readonly #follower: Follower;
  #events: EventSummary[] = [];
  #calls = new Map<string, ApiCall>();
  #hasGap = false;
  #liveness: Liveness | undefined;
  #toldLiveness: Liveness | undefined;
  #refusal: Refusal | undefined;
  #at: string;
  #told: string;
  #toldAtMs = -Infinity;
  #isDue = false;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(clock: Clock, follower: Follower, after: string) {
    this.#clock = clock;
    this.#follower = follower;
    this.#at = this.#told = after;
  }

  /** The place up to which the follower has been told everything. */
  get told(): string {
    return this.#told;
  }

  event(event: EventSummary): void {
    this.#events.push(event);
    this.#schedule();
  }

  call(call: ApiCall): void {
    // The last of those that changed together is the one that changed last.
    this.#calls.delete(call.id);
    this.#calls.set(call.id, call);
    this.#schedule();
  }

  gap(): void {
    this.#hasGap = true;
    this.#schedule();
  }

  /** Everything up to there was given. */
  at(cursor: string): void {
    this.#at = cursor;
    if (this.#events.length === 0 && this.#calls.size === 0 && !this.#hasGap) this.#told = cursor;
  }

  tell(liveness: Liveness): void {
    this.#liveness = liveness;
    this.#schedule();
  }

  /** The last that is told. */
  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** In a hidden tab timers are late by seconds, so what comes later is told when it comes. */
  #schedule(): void {
    if (this.#isDue || this.#isStopped) return;
    const waitMs = this.#toldAtMs + tickMs - this.#clock.nowMs();
    if (waitMs <= 0) {
      this.#isDue = true;
      this.#cancel?.();
      // What comes with it goes with it; and a follower that fails does not take its source along.
      queueMicrotask(this.#flush);
    } else this.#cancel ??= this.#clock.after(waitMs, this.#flush);
  }

  readonly #flush = (): void => {
    this.#isDue = false;
    this.#cancel = undefined;
    if (this.#isStopped) return;
    this.#toldAtMs = this.#clock.nowMs();
    const { onGap, onEvents, onCalls, onLiveness, onRefused } = this.#follower;
    const events = this.#events;
    const calls = [...this.#calls.values()];
    const [hasGap, liveness, refusal] = [this.#hasGap, this.#liveness, this.#refusal];
    this.#events = [];
    this.#calls.clear();
    this.#hasGap = false;
    this.#told = this.#at;
    // Each may stop it.
    if (hasGap) onGap();
    if (events.length > 0 && !this.#hasStopped()) onEvents(events);
    if (calls.length > 0 && !this.#hasStopped()) onCalls(calls);
    if (liveness && !isSameLiveness(this.#toldLiveness, liveness) && !this.#hasStopped()) {
      this.#toldLiveness = liveness;
      onLiveness(liveness);
    }
    if (refusal && !this.#hasStopped()) {
      this.stop();
      onRefused(refusal);
    }
  };

  #hasStopped(): boolean {
    return this.#isStopped;
  }
}
