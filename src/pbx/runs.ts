import type { ApiRun, ApiScenario, RunOrder } from '../api/run.ts';
import { AppError } from '../errors.ts';
import { isoTime } from '../formats/iso-time.ts';
import { parseIsoTime } from '../formats/read-time.ts';
import type { PlayClock } from './player.ts';
import { Run, type RunSender } from './run.ts';
import { planRun } from './run-plan.ts';
import { scenarioView } from './scenario-view.ts';
import type { ScenarioSet } from './scenario-files.ts';

/** What is noted of a run that has ended. */
export interface RunFact {
  readonly kind: 'run';
  readonly atUs: number;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

export interface RunsDeps {
  /** Reads the scenarios. @throws {AppError} `bad_scenario` */
  readonly loadScenarios: () => Promise<ScenarioSet>;
  /** Connections of its own for each run. */
  readonly openSender: (connections: number) => RunSender;
  /** Where events go, without a `myid`; asked for when a run begins. */
  readonly url: () => URL;
  readonly newId: () => string;
  /** A whole number from 0 to 2^53 - 1. */
  readonly drawSeed: () => number;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  readonly clock: PlayClock;
  readonly note: (fact: RunFact) => void;
}

/** What the server plays, and the latest it played. Bounded: a few at a time, `maxKept` in all. */
export class Runs {
  readonly #deps: RunsDeps;
  /** In the order in which they began. */
  readonly #runs = new Map<string, Run>();
  #scenarios: Promise<ScenarioSet> | undefined;
  #isClosed = false;

  constructor(deps: RunsDeps) {
    this.#deps = deps;
  }

  /** What there is to play. @throws {AppError} `bad_scenario` if a file is none */
  async scenarios(): Promise<readonly ApiScenario[]> {
    return (await this.#load()).all.map(scenarioView);
  }

  /** The newest first. */
  list(): readonly ApiRun[] {
    return [...this.#runs.values()].reverse().map(({ view }) => view);
  }

  get(id: string): ApiRun | undefined {
    return this.#runs.get(id)?.view;
  }

  /**
   * Begins to play.
   * @param isEndless calls come until it is stopped; such a run takes nobody's place
   * @throws {AppError} `bad_scenario`; `too_many_waiting` if so many are played already; `store_closed` when stopping
   */
  async start(order: RunOrder, { isEndless = false } = {}): Promise<ApiRun> {
    const { url, newId, drawSeed, nowUs, clock, openSender } = this.#deps;
    const scenarios = await this.#load();
    if (this.#isClosed) throw new AppError('store_closed', 'Ringlog is stopping.');
    const { seed = drawSeed(), at, speed = 1 } = order;
    const atUs = (at === undefined ? undefined : parseIsoTime(at)) ?? nowUs();
    const plan = planRun(order, { scenarios, seed, startUs: atUs, url: url(), isEndless });
    const playing = [...this.#runs.values()].filter((run) => !run.isOver && !run.isEndless);
    if (playing.length >= maxPlaying && !isEndless)
      throw new AppError(
        'too_many_waiting',
        `There are ${maxPlaying} runs already, which is the most. Stop one, or try again later.`,
      );
    const run = new Run({
      id: newId(),
      plan,
      seed,
      atUs,
      speed,
      isEndless,
      sender: openSender(connections),
      maxInFlight: connections,
      clock,
      nowUs,
    });
    this.#keep(run);
    return run.view;
  }

  /** Stops one; resolves when it has ended, with undefined if there is none. */
  async stop(id: string): Promise<ApiRun | undefined> {
    const run = this.#runs.get(id);
    await run?.stop();
    return run?.view;
  }

  /** Stops all, and begins no more. Takes about a second at most. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#runs.values()].map((run) => run.stop()));
  }

  #keep(run: Run): void {
    this.#runs.set(run.id, run);
    for (const [id, { isOver }] of this.#runs) {
      if (this.#runs.size <= maxKept) break;
      if (isOver) this.#runs.delete(id);
    }
    void run.ended.then(() => {
      this.#deps.note(factOf(run.view, this.#deps.nowUs()));
    });
  }

  /** Files may be mended: what was wrong is read again. */
  #load(): Promise<ScenarioSet> {
    this.#scenarios ??= this.#deps.loadScenarios().catch((error: unknown) => {
      this.#scenarios = undefined;
      throw error;
    });
    return this.#scenarios;
  }
}

const maxPlaying = 4;
const maxKept = 100;
/** Calls go on side by side; so many that one slow answer holds up no other. */
const connections = 32;

function factOf({ state, what, sent, answered, failed, startedAt }: ApiRun, atUs: number): RunFact {
  const good = Object.entries(answered)
    .filter(([status]) => status.startsWith('2'))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    kind: 'run',
    atUs,
    reason: state,
    message: `Played ${what} from ${startedAt} to ${isoTime(atUs)}: ${sent} events sent, ${good} taken, ${failed} not answered.`,
    count: sent,
  };
}
