import { refusalOf } from '../server/refusal.ts';
import { createTopic } from '../topic.ts';
import type { FeedState } from './feed-state.ts';
import { HeldRows } from './held-rows.ts';
import { mergeRows, refreshRows } from './rows.ts';
import type { FeedPage, FeedSource } from './source.ts';

/** How many rows are loaded by scrolling: beyond it a time in the filter, or the histogram, leads further. */
export const maxRows = 20_000;
/** While rows come in at the top, how many stay below. */
const maxLiveRows = 3_000;
const keptLiveRows = 2_000;
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
  readonly #changes = createTopic();
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
  readonly #held = new HeldRows<Row>();
  #isAway = false;
  #isPaused = false;
  #tick: unknown;
  #refresh: unknown;
  #loading: AbortController | undefined;
  #isStarted = false;
  /** Whether it must be loaded anew before anything else: what is shown may have a gap. */
  #isOutdated = false;

  constructor(source: FeedSource<Row>, around: FeedSurroundings) {
    this.#source = source;
    this.#around = around;
  }

  readonly state = (): FeedState<Row> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => this.#changes.subscribe(listener);

  /** Loads, or goes on following. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.#state.status !== 'ready' || this.#isOutdated) void this.#load();
    else {
      this.#set({ refusal: undefined });
      this.#follow();
    }
  }

  stop(): void {
    this.#isStarted = false;
    this.#loading?.abort();
    // Whoever comes back asks with a signal of its own.
    this.#loading = undefined;
    this.#unfollow();
    this.#clear(this.#tick);
    this.#clear(this.#refresh);
    this.#tick = this.#refresh = undefined;
    this.#take();
  }

  /** Whether what is new should wait, as somebody reads further down. */
  setAway(isAway: boolean): void {
    if (isAway === this.#isAway) return;
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
    if (this.#held.isCut) {
      if (!this.#isOutdated) void this.#reload();
      return;
    }
    const held = this.#held.takeAll();
    if (held.length === 0) return;
    this.#set({ rows: this.#merged(held), heldCount: 0 });
    this.#trim();
  }

  /** Loads the next page below the last row. It may have no rows though there are more below: then the server had to look far. */
  async loadOlder(): Promise<void> {
    const { hasOlder, isLoadingOlder, rows } = this.#state;
    if (!hasOlder || isLoadingOlder || rows.length >= maxRows) return;
    this.#set({ isLoadingOlder: true, refusal: undefined });
    const { signal } = (this.#loading ??= new AbortController());
    let change: Partial<FeedState<Row>> = {};
    try {
      const page = await this.#pageBelow(rows.at(-1), signal);
      // Where rows were cut off meanwhile, it would not join.
      if (!signal.aborted && this.#isLast(rows.at(-1))) change = this.#withOlder(page);
    } catch (error) {
      if (!signal.aborted) change = { refusal: refusalOf(error) };
    }
    this.#set({ ...change, isLoadingOlder: false });
  }

  async #pageBelow(last: Row | undefined, signal: AbortSignal): Promise<FeedPage<Row>> {
    const before = this.#next ?? (last && (await this.#source.nextAfter(last, signal)));
    return this.#source.page(before, signal);
  }

  #isLast(row: Row | undefined): boolean {
    const last = this.#state.rows.at(-1);
    const { keyOf } = this.#source;
    return row === undefined || last === undefined ? row === last : keyOf(row) === keyOf(last);
  }

  #withOlder({ rows, next }: FeedPage<Row>): Partial<FeedState<Row>> {
    this.#next = next;
    const { keyOf } = this.#source;
    const known = new Set(this.#state.rows.map(keyOf));
    const older = rows.filter((row) => !known.has(keyOf(row)));
    return { rows: [...this.#state.rows, ...older], hasOlder: next !== undefined };
  }

  /** Loads everything anew; what is there stays until then. */
  async #reload(): Promise<void> {
    this.#isOutdated = true;
    this.#unfollow();
    // What was told is told on, but not merged into what comes now, which is newer.
    this.#take();
    await this.#load();
  }

  async #load(): Promise<void> {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    try {
      const page = await this.#source.page(undefined, loading.signal);
      if (loading.signal.aborted) return;
      this.#isOutdated = false;
      this.#next = page.next;
      this.#cursor = page.indexedTo;
      this.#held.clear();
      // In an empty list nobody is further down.
      if (page.rows.length === 0) this.#isAway = false;
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
      onGap: () => void this.#reload(),
      onLiveness: (liveness) => {
        this.#set({ liveness });
      },
      onRefused: (refusal) => {
        this.#set({ refusal });
      },
    });
    this.#later(() => this.#look());
  }

  #unfollow(): void {
    if (this.#following) this.#cursor = this.#following.cursor();
    this.#following?.stop();
    this.#following = undefined;
  }

  /** Looks at the newest page again, if anything on it may have changed unheard. */
  async #look(): Promise<void> {
    const { rows } = this.#state;
    const isOpen = rows.slice(0, 200).some((row) => !this.#source.isSettled(row));
    const mayLook = !this.#isPaused && (isOpen || !this.#source.follow);
    if (mayLook && !this.#isAway) {
      const loading = (this.#loading ??= new AbortController());
      const page = await this.#source.page(undefined, loading.signal).catch(() => undefined);
      if (loading.signal.aborted) return;
      if (!this.#source.follow) this.#setHeard(page !== undefined);
      // What was taken since it was asked for is newer than the page: it looks again later.
      const isNews = this.#state.rows === rows && !this.#mustHold();
      if (page && isNews) this.#refreshFrom(page.rows, page.next);
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
    // The server looked far and found none: that says nothing of those that are further down.
    if (page.length === 0 && next !== undefined) return;
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
      else this.#held.hold(key, row);
    }
    this.#set({ rows: this.#merged(shown), heldCount: this.#held.countBut(known) });
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
    this.#changes.tell();
  }
}
