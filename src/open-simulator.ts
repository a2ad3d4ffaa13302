import { randomInt } from 'node:crypto';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import { formatPeer } from './http/peer.ts';
import type { OwnConnections } from './http/own-connections.ts';
import type { Fact } from './journal/fact.ts';
import type { Logger } from './logger.ts';
import { openSender } from './outbound/sender.ts';
import { Runs } from './pbx/runs.ts';
import { builtInScenarios, loadScenarios } from './pbx/scenario-files.ts';
import { systemClock } from './pbx/system-clock.ts';
import { usualMix } from './pbx/usual-mix.ts';

/** What plays into the server's own receiver, over HTTP like anyone. */
export function openSimulator({
  own,
  receiverUrl,
  config,
  nowUs,
  newId,
  note,
}: {
  /** Told of the connections to the receiver. */
  readonly own: OwnConnections;
  /** Empty until it listens. */
  readonly receiverUrl: () => string;
  readonly config: Pick<Config, 'receivePath' | 'scenarios'>;
  readonly nowUs: () => number;
  readonly newId: () => string;
  readonly note: (fact: Fact) => void;
}): Runs {
  const url = (): URL => {
    if (receiverUrl() === '') throw new AppError('store_closed', 'The receiver is not open yet.');
    const here = new URL(reachable(receiverUrl()));
    // Not by the constructor: to that a path with two slashes in front names another host.
    here.pathname = eventPath(config);
    return here;
  };
  return new Runs({
    loadScenarios: () =>
      loadScenarios([
        builtInScenarios,
        ...(config.scenarios === undefined ? [] : [config.scenarios]),
      ]),
    url,
    openSender: (connections) => {
      const target = url();
      const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
      const release = new Map<number, () => void>();
      return openSender({
        target,
        connections,
        timeoutMs: answerTimeoutMs,
        // Who connects to an address of this machine has the same address at his end.
        onConnect: (port) => release.set(port, own.mark(formatPeer(host, port))),
        onDisconnect: (port) => {
          release.get(port)?.();
          release.delete(port);
        },
      });
    },
    newId,
    drawSeed: () => randomInt(maxDrawnSeed),
    nowUs,
    clock: systemClock,
    note,
  });
}

/** Where events go: the documented path, unless only another is received. */
export function eventPath({ receivePath }: Pick<Config, 'receivePath'>): string {
  return receivePath === '/' ? '/fordel/show.php' : receivePath;
}

/** Of another receiver one would wait longer; this one answers, if only with 503, within 10 s. */
const answerTimeoutMs = 15_000;

/** Short enough to be typed again. */
const maxDrawnSeed = 1_000_000;

/** Nobody can connect to "all addresses"; on this machine the loopback address is one of them. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/**
 * Plays calls that never end, for whoever wants to see some.
 * @returns tells how it stands
 * @throws {AppError} `bad_scenario` if a scenario's file is none
 */
export async function startDemo(
  runs: Runs,
  { fixturesRate }: Pick<Config, 'fixturesRate'>,
  logger: Logger,
): Promise<() => string> {
  const order = { mix: usualMix, rate: fixturesRate / 60, myid: '175' };
  const { id, seed } = await runs.start(order, { isEndless: true });
  logger.info({ run: id, seed, callsPerMinute: fixturesRate }, 'playing fixtures: made-up calls');
  return () => {
    const state = runs.get(id)?.state ?? 'forgotten';
    return state === 'running' ? `on, ${fixturesRate} calls a minute` : state;
  };
}
