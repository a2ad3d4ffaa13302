import type { RunOrder } from '../api/run.ts';
import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { isoTime } from '../formats/iso-time.ts';
import { openSender, type Sender } from '../outbound/sender.ts';
import type { PlayResult } from '../pbx/play-tally.ts';
import { play } from '../pbx/player.ts';
import { systemClock } from '../pbx/system-clock.ts';
import { statusAfter } from './client-command.ts';
import { localPlan, type LocalPlan } from './local-plan.ts';
import type { PlayReport } from './play-report.ts';
import { createProgress } from './progress.ts';
import type { Shell } from './shell.ts';

/**
 * Plays to a receiver, from this process.
 * @param print says what came of it, and returns the exit status, unless it was asked to stop
 * @throws {AppError} `unreachable` if nobody was there from the start, `bad_scenario`
 */
export async function playTo(
  { config }: ResolvedConfig,
  shell: Pick<Shell, 'stderr' | 'stopped'>,
  order: RunOrder,
  to: URL,
  print: (report: PlayReport) => number,
): Promise<number> {
  const plan = await localPlan(config, order, to);
  const sender = openSender({ target: to, connections, timeoutMs: config.timeout });
  const stop = new AbortController();
  let stoppedStatus: number | undefined;
  const stopped = shell.stopped.then((reason) => {
    stoppedStatus = statusAfter(reason);
    stop.abort();
    setTimeout(sender.close, answerGraceMs).unref();
  });
  const progress = createProgress(shell.stderr);
  const whileReachable = new FirstContact(sender, stop);
  try {
    const playing = play(plan.requests, {
      send: whileReachable.send,
      speed: order.speed ?? 1,
      maxInFlight: connections,
      signal: stop.signal,
      clock: systemClock,
      onProgress: ({ sent, answered, failed }) => {
        progress.show(`${sent} sent, ${answered} answered, ${failed} not answered`);
      },
    });
    // Being stopped is no end; but what nobody caught elsewhere is thrown here.
    const result = await Promise.race([playing, stopped.then(() => playing)]);
    if (whileReachable.error !== undefined) throw whileReachable.error;
    progress.end();
    const status = print(reportOf(plan, result));
    return stoppedStatus ?? status;
  } finally {
    progress.end();
    sender.close();
  }
}

/** Events of so many calls are on the way at a time. */
const connections = 32;

/** For the answers of what is on the way when the user stops it. */
const answerGraceMs = 2_000;

/** Ends a run at once that reaches nobody from the start; later failures are counted. */
class FirstContact {
  readonly #sender: Sender;
  readonly #stop: AbortController;
  #hasReached = false;
  /** Set if nobody was reached. */
  error: AppError | undefined;

  constructor(sender: Sender, stop: AbortController) {
    this.#sender = sender;
    this.#stop = stop;
  }

  readonly send: Sender['send'] = async (request) => {
    try {
      const answer = await this.#sender.send(request);
      this.#hasReached = true;
      return answer;
    } catch (error) {
      if (error instanceof AppError) this.#look(error);
      throw error;
    }
  };

  #look(error: AppError): void {
    if (error.code !== 'unreachable') this.#hasReached = true;
    if (this.#hasReached) return;
    this.error ??= new AppError('unreachable', `${error.message} Nothing was sent.`, {
      cause: error,
    });
    this.#stop.abort();
  }
}

function reportOf({ what, url, seed, startUs }: LocalPlan, result: PlayResult): PlayReport {
  const { isWhole, sent, answered, failed, latency, seconds } = result;
  return {
    what,
    to: url.href,
    isWhole,
    sent,
    answered: [...answered].map(([status, count]) => [String(status), count] as const),
    failed,
    latency,
    seconds,
    seed,
    at: isoTime(startUs),
  };
}
