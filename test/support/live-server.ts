import type { ApiCall } from '../../src/api/call.ts';
import type { EventSummary } from '../../src/api/event.ts';
import { Refusal } from '../../src/web/server/refusal.ts';
import type { EventsPage, OpenStream } from '../../src/web/live/surroundings.ts';
import type { FollowTarget } from '../../src/web/live/target.ts';

type Stored = Pick<EventSummary, 'id' | 'cursor' | 'myid' | 'storedAt'> & {
  readonly callId: string;
};

/** How the server, or what is on the way to it, behaves. */
export type Weather =
  | 'well'
  | 'down'
  /** It takes no more streams. */
  | 'full'
  /** Something holds streams back. */
  | 'held'
  | 'refusing';

/** A server in memory: what it stores, and what its streams and pages tell of it. Filters are empty, or the myid. */
export class LiveServerModel {
  readonly events: Stored[] = [];
  weather: Weather = 'well';
  /** How often a stream, and a page, was asked for. */
  readonly asked = { streams: 0, pages: 0 };
  readonly #streams = new Set<ModelStream>();
  readonly #nowMs: () => number;
  /** Streams have been told so many events. */
  #told = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get streams(): number {
    return this.#streams.size;
  }

  store(myid: string, callId: string): void {
    const n = this.events.length + 1;
    // Opaque: neither by its length nor by its letters does a cursor say what comes before it.
    const cursor = `c${(n * 7919) % 100_003}-${n}`;
    const storedAt = new Date(this.#nowMs()).toISOString();
    this.events.push({ id: `e${n}`, cursor, myid, callId, storedAt });
  }

  /** Tells streams what they have not been told yet. @param until of how many events */
  tell(until = this.events.length): void {
    const from = this.#told;
    this.#told = until;
    for (const stream of this.#streams) stream.tell(from, this.#told);
  }

  ping(): void {
    for (const stream of this.#streams) stream.push(`: at\nid: ${this.cursorAt(this.#told)}\n\n`);
  }

  /** Cuts all connections. */
  cut(): void {
    for (const stream of this.#streams) stream.break();
    this.#streams.clear();
  }

  matching(q: string, from: number, until: number): readonly Stored[] {
    return this.events.slice(from, until).filter(({ myid }) => q === '' || q === myid);
  }

  call(callId: string, until = this.events.length): ApiCall {
    const all = this.events.slice(0, until).filter((event) => event.callId === callId);
    // As much of a call as following looks at.
    const call = { id: callId, startedAt: all[0]?.storedAt ?? '', eventCount: all.length };
    return call as ApiCall;
  }

  cursorAt(place: number): string {
    return this.events[place - 1]?.cursor ?? 'start';
  }

  placeOf(cursor: string): number {
    if (cursor === '' || cursor === 'start') return 0;
    const index = this.events.findIndex((event) => event.cursor === cursor);
    if (index < 0) throw new Refusal(400, { code: 'bad_cursor', detail: cursor });
    return index + 1;
  }

  page({ q, after, limit }: { q: string; after: string; limit: number }): EventsPage {
    this.#answer('pages');
    const found = this.matching(q, this.placeOf(after), this.events.length);
    const page = found.slice(0, Math.min(limit, 7));
    const indexedTo = this.events.at(-1)?.cursor ?? '';
    return {
      // As much of an event as following looks at.
      events: page as unknown as EventSummary[],
      indexedTo,
      ...(found.length > page.length ? { next: page.at(-1)?.cursor } : {}),
    };
  }

  newestCalls({ q, limit }: { q: string; limit: number }): readonly ApiCall[] {
    this.#answer('pages');
    const ids = new Set(this.matching(q, 0, this.events.length).map(({ callId }) => callId));
    return [...ids]
      .reverse()
      .slice(0, limit)
      .map((id) => this.call(id));
  }

  open(target: FollowTarget, signal: AbortSignal): OpenStream {
    this.#answer('streams');
    const stream = new ModelStream(this, target, () => this.#streams.delete(stream));
    if (this.weather !== 'held') {
      this.#streams.add(stream);
      stream.begin(this.placeOf(target.after), this.#told);
    }
    signal.addEventListener('abort', () => {
      stream.break();
    });
    return { answeredAtMs: Math.floor(this.#nowMs() / 1000) * 1000, read: () => stream.read() };
  }

  #answer(what: 'streams' | 'pages'): void {
    this.asked[what]++;
    if (this.weather === 'down')
      throw new Refusal(0, { code: 'unreachable', detail: 'The server does not answer.' });
    if (this.weather === 'refusing')
      throw new Refusal(400, { code: 'bad_filter', detail: 'It is not understood.' });
    if (this.weather === 'full' && what === 'streams')
      throw new Refusal(503, { code: 'too_many_waiting', detail: 'There are too many.' });
  }
}

class ModelStream {
  readonly #model: LiveServerModel;
  readonly #target: FollowTarget;
  readonly #onEnd: () => void;
  #text = '';
  #isBroken = false;
  #waiting: PromiseWithResolvers<string> | undefined;

  constructor(model: LiveServerModel, target: FollowTarget, onEnd: () => void) {
    this.#model = model;
    this.#target = target;
    this.#onEnd = onEnd;
  }

  begin(after: number, told: number): void {
    this.push(`: at\nid: ${this.#target.after === '' ? 'start' : this.#target.after}\n\n`);
    if (this.#target.of === 'events') this.tell(after, told);
    else {
      // What is stored of calls is told by the last event of each.
      const last = new Map(
        this.#model.matching(this.#target.q, after, told).map((event) => [event.callId, event]),
      );
      for (const { cursor, callId } of last.values()) this.#pushCall(cursor, callId, undefined);
    }
    this.push(`: at\nid: ${this.#model.cursorAt(Math.max(after, told))}\n\n`);
    this.#after = after;
  }

  #after = 0;

  tell(from: number, until: number): void {
    for (const event of this.#model.matching(this.#target.q, Math.max(from, this.#after), until)) {
      if (this.#target.of === 'calls')
        this.#pushCall(event.cursor, event.callId, this.#model.placeOf(event.cursor));
      else this.push(`id: ${event.cursor}\nevent: event\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  #pushCall(cursor: string, callId: string, until: number | undefined): void {
    const call = JSON.stringify(this.#model.call(callId, until));
    this.push(`id: ${cursor}\nevent: call\ndata: ${call}\n\n`);
  }

  push(text: string): void {
    this.#text += text;
    if (!this.#waiting) return;
    this.#waiting.resolve(this.#take());
    this.#waiting = undefined;
  }

  read(): Promise<string | undefined> {
    if (this.#isBroken) return Promise.reject(new TypeError('network error'));
    if (this.#text !== '') return Promise.resolve(this.#take());
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#onEnd();
    this.#waiting?.reject(new TypeError('network error'));
  }

  /** Cut anywhere. */
  #take(): string {
    const text = this.#text.slice(0, 173);
    this.#text = this.#text.slice(173);
    return text;
  }
}
