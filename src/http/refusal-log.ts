import type { Fact } from '../journal/fact.ts';
import type { Logger } from '../logger.ts';

/**
 * Tells whoever looks at the program's own log that requests are refused, and why: a PBX that speaks TLS to the plain port, or comes from
 * an address that is not allowed, otherwise looks like one that sends nothing. A line a reason at once, then at most one each
 * `quietMs` with the count since: a flood must not fill the log. The facts have every one of them.
 */
export class RefusalLog {
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #elapsedMs: () => number;
  readonly #byReason = new Map<string, { toldAtMs: number; untold: number }>();

  constructor(logger: Pick<Logger, 'warn'>, elapsedMs: () => number) {
    this.#logger = logger;
    this.#elapsedMs = elapsedMs;
  }

  note({ reason, status, peer, message }: Fact): void {
    const nowMs = this.#elapsedMs();
    const told = this.#byReason.get(reason);
    if (told && nowMs - told.toldAtMs < quietMs) {
      told.untold++;
      return;
    }
    this.#byReason.set(reason, { toldAtMs: nowMs, untold: 0 });
    this.#logger.warn(
      { reason, why: message, status, peer, before: told?.untold },
      'refused a request; /api/v1/facts has them all',
    );
  }
}

const quietMs = 10_000;
