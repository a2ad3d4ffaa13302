import { createBackoff } from './backoff.ts';
import type { Frame, TabMessage } from './frame.ts';
import type { Intake } from './intake.ts';
import type { Liveness } from './liveness.ts';
import { ending, isAborted, pause } from './pause.ts';
import { eventsAfter, poll } from './poll.ts';
import { readStream } from './read-stream.ts';
import { isFinal } from './refusing.ts';
import type { Surroundings } from './surroundings.ts';
import type { FollowTarget } from './target.ts';

/** Another tab that reads is not busy for longer; a frozen one does not answer at all. */
const answerMs = 1_000;
/** As the stream itself: three of the server's pings. */
const silenceMs = 45_000;
const againMs = 2_000;
/** Between two tries that were overtaken by something. */
const shortlyMs = 50;
const maxHeld = 20_000;

const unanswered = 'The tab that reads the stream does not answer; asking every two seconds.';

type Lead = Extract<TabMessage, { kind: 'lead' }>;

/**
 * Listens to the tab that reads. Cursors cannot be compared, so whether that tab is behind this one or before it is found out by
 * questions. It says where it is, and from then on what it tells is held. Then the server is asked what comes after that place (*overlap*), and
 * after that for what comes after this one's own, which is taken. Now all of the overlap is known: it was taken just now, or was before
 * where this one began. What was held, and what is told from then on, is taken except for what is known: nothing is missing, and nothing comes twice.
 * Each tale is numbered; where one is missing, or another tab tells, it begins anew.
 */
export class Listening {
  readonly #around: Surroundings;
  readonly #target: Omit<FollowTarget, 'after'>;
  readonly #intake: Intake;
  readonly #tell: (liveness: Liveness) => void;
  readonly #post: (message: TabMessage) => void;
  readonly #backoff = createBackoff();
  #leader: { readonly by: string; n: number; liveness: Liveness } | undefined;
  #answer: PromiseWithResolvers<Lead> | undefined;
  /** While it is found out where the leader is. */
  #held: Frame[] | undefined;
  #broken = new AbortController();
  #cancelWatch: (() => void) | undefined;
  #since: Date | undefined;

  constructor(
    around: Surroundings,
    target: Omit<FollowTarget, 'after'>,
    own: {
      readonly intake: Intake;
      readonly tell: (liveness: Liveness) => void;
      readonly post: (message: TabMessage) => void;
    },
  ) {
    this.#around = around;
    this.#target = target;
    this.#intake = own.intake;
    this.#tell = own.tell;
    this.#post = own.post;
  }

  /** Takes what another tab says. */
  receive(message: TabMessage): void {
    if (message.kind === 'hello') return;
    if (message.kind === 'lead' && this.#answer) {
      this.#answer.resolve(message);
      this.#answer = undefined;
      // At once: what it tells next may be here before anybody has seen the answer.
      this.#leader = { by: message.by, n: message.n, liveness: message.liveness };
      this.#held = [];
      return;
    }
    const leader = this.#leader;
    if (!leader) return;
    const isNext = message.kind !== 'news' || message.n === leader.n + 1;
    if (
      message.by !== leader.by ||
      !isNext ||
      (message.kind === 'lead' && message.n !== leader.n)
    ) {
      this.#broken.abort();
      return;
    }
    this.#watch();
    if (message.kind === 'news') this.#takeNews(leader, message);
    else {
      leader.liveness = message.liveness;
      if (!this.#held) this.#tell(leader.liveness);
    }
  }

  /** Resolves after the signal. @throws {Refusal} if trying again would not change it */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#around;
    this.#tell({ state: 'connecting' });
    while (!signal.aborted) {
      this.#broken = new AbortController();
      const attempt = AbortSignal.any([signal, this.#broken.signal]);
      let waitMs = againMs;
      try {
        if (await this.#align(attempt)) await ending(attempt);
        this.#since = undefined;
        this.#backoff.reset();
      } catch (error) {
        if (!attempt.aborted) waitMs = this.#takeFailure(error);
      } finally {
        this.#leader = this.#answer = this.#held = undefined;
        this.#cancelWatch?.();
      }
      if (!isAborted(signal)) await pause(clock, attempt.aborted ? shortlyMs : waitMs, signal);
    }
  }

  /** @returns whether what the leader tells is all there is to know from now on */
  async #align(signal: AbortSignal): Promise<boolean> {
    this.#intake.goOn();
    const lead = await this.#askWhoLeads(signal);
    if (isAborted(signal)) return false;
    if (!lead) {
      await this.#catchUp(signal);
      if (!isAborted(signal)) this.#tell({ state: 'polling', why: unanswered });
      return false;
    }
    this.#tell({ state: 'catching-up' });
    const overlap =
      this.#target.of === 'events'
        ? await eventsAfter(this.#around, { q: this.#target.q, after: lead.at }, signal)
        : undefined;
    const isAll = await this.#catchUp(signal);
    // A leader that is far behind, or so much to read that the overlap is long ago: once more, a little later.
    if (isAborted(signal) || !isAll || overlap?.next !== undefined) return false;
    this.#intake.know(overlap?.events.map(({ id }) => id) ?? []);
    this.#intake.take(this.#held ?? []);
    this.#held = undefined;
    this.#watch();
    this.#tell(this.#leader?.liveness ?? lead.liveness);
    return true;
  }

  async #askWhoLeads(signal: AbortSignal): Promise<Lead | undefined> {
    this.#answer = Promise.withResolvers<Lead>();
    const { promise } = this.#answer;
    const waiting = new AbortController();
    this.#post({ kind: 'hello' });
    const none = pause(this.#around.clock, answerMs, AbortSignal.any([signal, waiting.signal]));
    const lead = await Promise.race([promise, none]);
    waiting.abort();
    this.#answer = undefined;
    return lead ?? undefined;
  }

  /** Takes what was stored since. @returns whether that was all */
  async #catchUp(signal: AbortSignal): Promise<boolean> {
    const sink = {
      cursor: () => this.#intake.cursor,
      take: (frames: readonly Frame[]) => {
        if (!signal.aborted) this.#intake.take(frames);
      },
    };
    if (this.#target.of === 'calls' && (await this.#readChangedCalls(sink.take, signal)))
      return true;
    return poll(this.#around, this.#target, sink, signal);
  }

  /** Only the stream tells which calls have changed; it is read no longer than that takes. @returns whether it could be had */
  async #readChangedCalls(
    take: (frames: readonly Frame[]) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const present = new AbortController();
    const reader = {
      onOpen: () => undefined,
      onFrames: take,
      onPresent: () => {
        present.abort();
      },
    };
    const target = { ...this.#target, after: this.#intake.cursor };
    await readStream(this.#around, target, reader, AbortSignal.any([signal, present.signal]));
    return present.signal.aborted;
  }

  #takeNews(leader: { n: number }, { n, frames }: Extract<TabMessage, { kind: 'news' }>): void {
    leader.n = n;
    if (!this.#held) this.#intake.take(frames);
    else if (this.#held.length + frames.length > maxHeld) this.#broken.abort();
    else this.#held.push(...frames);
  }

  #watch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = this.#around.clock.after(silenceMs, () => {
      this.#broken.abort();
    });
  }

  #takeFailure(error: unknown): number {
    if (isFinal(error)) throw error;
    this.#since ??= new Date(this.#around.clock.nowMs());
    this.#tell({ state: 'offline', since: this.#since });
    return this.#backoff.nextMs();
  }
}
