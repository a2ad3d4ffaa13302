import { Refusal } from '../server/refusal.ts';
import type { Liveness } from '../live/liveness.ts';
import { mergeRows, refreshRows } from './rows.ts';
import type { FeedSource } from './source.ts';

/** What a list shows. A new object each time something changes. */
export interface FeedState<Row> {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly Row[];
  /** How many came that are not shown, as somebody reads further down or has paused. */
  readonly heldCount: number;
  /** Whether there are older ones. */
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  /** Whether it hears what comes. */
  readonly liveness: Liveness;
  /** Why there is nothing, or nothing more. */
  readonly refusal?: Refusal | undefined;
}

/** How many rows are loaded by scrolling: beyond it a time in the filter, or the histogram, leads further. */
export const maxRows = 20_000;
/** While rows come in at the top, how many stay below. */
const maxLiveRows = 3_000;
const keptLiveRows = 2_000;
/** Of what is held back, how many rows are kept: after more the list is loaded anew when they are wanted. */
export const maxHeld = 2_000;
/** Rows change at most so often. */
const tickMs = 200;
/** What changes without an event, such as a call that is given up, or what no stream tells. */
const refreshMs = 10_000;
const lookedAt = 'No stream tells of these: the newest are looked at every ten seconds.';

/** What a feed needs beside its source. */
export interface FeedSurroundings {
  readonly setTimeout: (then: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: never) => void;
  /** Called with each batch that is taken up. */
  readonly onTaken: (keys: readonly string[]) => void;
}

/**
 * The rows of one list: pages of what is stored, and what comes. It lives longer than what shows it, so that who comes back finds the same
 * rows in the same place; while nobody looks (`stop`) it costs nothing, and goes on where it was (`start`).
 */
export class Feed<Row> {
  /** Where the list was scrolled to when it was last seen. */
  scrollTop = 0;
  readonly #source: FeedSource<Row>;
  readonly #around: FeedSurroundings;
  readonly #listeners = new Set<() => void>();
  #state: FeedState<Row> = {
    status: 'loading',
    rows: [],
    heldCount: 0,
    hasOlder: false,
    isLoadingOlder: false,
    liveness: { state: 'connecting' },
  };
  /** Where to go on below the last row, if a page ended there. */
  #next: string | undefined;
  #cursor: string | undefined;
  #following: { readonly stop: () => void; readonly cursor: () => string } | undefined;
  #incoming: Row[] = [];
  #held = new Map<string, Row>();
  #isHeldCut = false;
  #isAway = false;
  #isPaused = false;
  #tick: unknown;
  #refresh: unknown;
  #loading: AbortController | undefined;
  #isStarted = false;

  constructor(source: FeedSource<Row>, around: FeedSurroundings) {
    this.#source = source;
    this.#around = around;
  }

  readonly state = (): FeedState<Row> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Loads, or goes on following. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.#state.status === 'ready') this.#follow();
    else void this.#load();
  }

  stop(): void {
    this.#isStarted = false;
    this.#loading?.abort();
    if (this.#following) this.#cursor = this.#following.cursor();
    this.#following?.stop();
    this.#following = undefined;
    this.#clear(this.#tick);
    this.#clear(this.#refresh);
    this.#tick = this.#refresh = undefined;
    this.#take();
  }

  /** Whether what is new should wait, as somebody reads further down. */
  setAway(isAway: boolean): void {
    this.#isAway = isAway;
    if (!isAway && !this.#isPaused) this.release();
  }

  /** Whether everything should wait. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (!isPaused && !this.#isAway) this.release();
  }

  /** Shows what was held back. */
  release(): void {
    if (this.#isHeldCut) {
      void this.reload();
      return;
    }
    if (this.#held.size === 0) return;
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#set({ rows: this.#merged(held), heldCount: 0 });
    this.#trim();
  }

  /** Loads everything anew; what is there stays until then. */
  async reload(): Promise<void> {
    this.#following?.stop();
    this.#following = undefined;
    await this.#load();
  }

  async loadOlder(): Promise<void> {
    const { hasOlder, isLoadingOlder, rows } = this.#state;
    const last = rows.at(-1);
    if (!hasOlder || isLoadingOlder || last === undefined || rows.length >= maxRows) return;
    this.#set({ isLoadingOlder: true, refusal: undefined });
    const loading = (this.#loading ??= new AbortController());
    try {
      const before = this.#next ?? (await this.#source.nextAfter(last, loading.signal));
      const page = await this.#source.page(before, loading.signal);
      this.#next = page.next;
      const { keyOf } = this.#source;
      const known = new Set(this.#state.rows.map(keyOf));
      const older = page.rows.filter((row) => !known.has(keyOf(row)));
      this.#set({
        rows: [...this.#state.rows, ...older],
        hasOlder: page.next !== undefined,
        isLoadingOlder: false,
      });
    } catch (error) {
      if (loading.signal.aborted) this.#set({ isLoadingOlder: false });
      else this.#set({ isLoadingOlder: false, refusal: refusalOf(error) });
    }
  }

  async #load(): Promise<void> {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    try {
      const page = await this.#source.page(undefined, loading.signal);
      this.#next = page.next;
      this.#cursor = page.indexedTo;
      this.#held.clear();
      this.#isHeldCut = false;
      this.#set({
        status: 'ready',
        rows: page.rows,
        heldCount: 0,
        hasOlder: page.next !== undefined,
        isLoadingOlder: false,
        refusal: undefined,
      });
      if (this.#isStarted) this.#follow();
    } catch (error) {
      if (loading.signal.aborted) return;
      const refusal = refusalOf(error);
      this.#set({ status: this.#state.rows.length > 0 ? 'ready' : 'failed', refusal });
      // A server that is away comes back; one that says no to a question does not change its mind.
      if (refusal.status === 0 || refusal.status >= 500) this.#later(() => this.#load());
    }
  }

  #follow(): void {
    if (!this.#source.follow) this.#set({ liveness: { state: 'polling', why: lookedAt } });
    this.#following ??= this.#source.follow?.(this.#cursor ?? '', {
      onRows: (rows) => {
        this.#incoming.push(...rows);
        this.#tick ??= this.#around.setTimeout(() => {
          this.#tick = undefined;
          this.#take();
        }, tickMs);
      },
      onGap: () => void this.reload(),
      onLiveness: (liveness) => {
        this.#set({ liveness });
      },
      onRefused: (refusal) => {
        this.#set({ refusal });
      },
    });
    this.#later(() => this.#look());
  }

  /** Looks at the newest page again, if anything on it may have changed unheard. */
  async #look(): Promise<void> {
    const { rows } = this.#state;
    const isOpen = rows.slice(0, 200).some((row) => !this.#source.isSettled(row));
    const mayLook = !this.#isPaused && (isOpen || !this.#source.follow);
    if (mayLook && !this.#isAway) {
      const loading = (this.#loading ??= new AbortController());
      const page = await this.#source.page(undefined, loading.signal).catch(() => undefined);
      if (!this.#source.follow) this.#setHeard(page !== undefined);
      if (page && this.#isStarted && !this.#mustHold()) this.#refreshFrom(page.rows, page.next);
    }
    if (this.#isStarted) this.#later(() => this.#look());
  }

  /** Of what no stream tells: whether the last look was answered. */
  #setHeard(isHeard: boolean): void {
    const { state } = this.#state.liveness;
    if (isHeard) this.#set({ liveness: { state: 'polling', why: lookedAt } });
    else if (state !== 'offline') this.#set({ liveness: { state: 'offline', since: new Date() } });
  }

  /** As a function, for it changes while something is waited for. */
  #mustHold(): boolean {
    return this.#isAway || this.#isPaused;
  }

  #refreshFrom(page: readonly Row[], next: string | undefined): void {
    const before = this.#state.rows;
    const rows = refreshRows(this.#source, before, page);
    const isWholePage = rows.length === page.length;
    if (isWholePage) this.#next = next;
    this.#set({ rows, hasOlder: isWholePage ? next !== undefined : this.#state.hasOlder });
  }

  #take(): void {
    const incoming = this.#incoming;
    if (incoming.length === 0) return;
    this.#incoming = [];
    const { keyOf } = this.#source;
    const known = new Set(this.#state.rows.map(keyOf));
    const shown: Row[] = [];
    for (const row of incoming) {
      const key = keyOf(row);
      if (!this.#isPaused && (!this.#isAway || known.has(key))) shown.push(row);
      else if (this.#held.size < maxHeld || this.#held.has(key)) this.#held.set(key, row);
      else this.#isHeldCut = true;
    }
    const heldCount = [...this.#held.keys()].filter((key) => !known.has(key)).length;
    this.#set({ rows: this.#merged(shown), heldCount });
    this.#trim();
    this.#around.onTaken(incoming.map(keyOf));
  }

  #merged(rows: readonly Row[]): readonly Row[] {
    return mergeRows(this.#source, this.#state.rows, rows, this.#state.hasOlder);
  }

  /** What has come for hours goes at the other end, unless somebody is there. */
  #trim(): void {
    const { rows } = this.#state;
    if (this.#isAway || rows.length <= maxLiveRows) return;
    this.#next = undefined;
    this.#set({ rows: rows.slice(0, keptLiveRows), hasOlder: true });
  }

  #later(then: () => Promise<void>): void {
    this.#clear(this.#refresh);
    this.#refresh = this.#around.setTimeout(() => void then(), refreshMs);
  }

  #clear(timer: unknown): void {
    if (timer !== undefined) this.#around.clearTimeout(timer as never);
  }

  #set(change: Partial<FeedState<Row>>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Refusal(0, { code: 'page', detail });
}
