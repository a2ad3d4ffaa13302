import { setImmediate, setTimeout } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { createClock } from '../clock.ts';
import { CallMatcher } from '../live/call-matcher.ts';
import { Matcher } from '../live/matcher.ts';
import { isDamage } from '../storage/sqlite/index-file.ts';
import { JournalFollower } from '../storage/sqlite/journal-follower.ts';
import { lowerThreadPriority } from '../threads/priority.ts';
import { Signals } from '../threads/signals.ts';
import { HandedOver, serveThread } from '../threads/thread-channel.ts';
import { packMatched } from './matched-page.ts';
import { Projection } from './projection.ts';
import { Teller } from './teller.ts';
import type { ProjectorCalls, ProjectorNews } from './thread-contract.ts';

/** The thread of the projector: pages of work, and between them what is asked of it. */
const matchers = { events: new Matcher(), calls: new CallMatcher() };
const nowUs = createClock();
let projection: Projection | undefined;
let signals: Signals | undefined;
let stopping = false;
let running: Promise<void> = Promise.resolve();

function opened(): Projection {
  if (!projection) throw new AppError('index_failed', 'The index is not open.');
  return projection;
}

let journal: JournalFollower | undefined;

function openProjection(directory: string): void {
  journal ??= new JournalFollower(directory);
  projection = new Projection({
    directory,
    journal,
    teller: new Teller({
      matchers,
      journal,
      nowUs,
      publish: (of, matched) => {
        const { events, buffer } = packMatched(of, matched);
        tell(new HandedOver({ kind: 'matched', of, events }, [buffer]));
      },
    }),
    onRebuilt: () => {
      tell({ kind: 'replace' });
    },
    onDropped: tellTrouble,
    onPartial: (cursors) => {
      tell({ kind: 'partial', cursors });
    },
  });
}

/** Works while there is work, then waits for a wake. */
async function run(signals: Signals): Promise<void> {
  while (!stopping) {
    // Before looking: what comes later is found in the next round.
    const asked = signals.askCount;
    const seen = signals.wakeCount;
    const hasMore = await worked();
    // A new index that is being made keeps nobody waiting.
    if (opened().isCurrent) signals.noteCaughtUp(seen);
    if (hasMore) {
      await setImmediate();
      continue;
    }
    await signals.wakeAfter(seen);
    await signals.gather(asked, gatherMs);
  }
}

/** Receiving goes first: what is indexed later is not lost, what is answered later may be. */
const niceness = 10;

/** Too short for a person to see; under load a page then holds many events. Who asks a question meanwhile is not kept waiting. */
const gatherMs = 10;

/** @returns whether there may be more to do at once */
async function worked(): Promise<boolean> {
  try {
    return opened().step();
  } catch (error) {
    tellTrouble(error);
    if (isDamage(error)) {
      replaced = Promise.withResolvers();
      tell({ kind: 'replace' });
      await replaced.promise;
      return true;
    }
    // A full disk, a lock: nothing was half done, and the next try begins where the last whole page ended.
    await setTimeout(retryMs);
    return true;
  }
}

const retryMs = 1_000;

/** While a damaged index waits to be replaced. */
let replaced: PromiseWithResolvers<void> | undefined;

const send = serveThread<ProjectorCalls>(
  {
    open: ({ directory, memory }) => {
      lowerThreadPriority(niceness);
      signals = new Signals(memory);
      openProjection(directory);
      running = run(signals);
    },
    subscribe: (of, id, filter) => {
      matchers[of].add(id, filter);
      return opened().positionOf(of);
    },
    unsubscribe: (of, id) => {
      matchers[of].remove(id);
    },
    position: (of) => opened().positionOf(of),
    placeOf: (cursor) => opened().placeOf(cursor),
    hasGapAfter: (cursor) => journal?.hasGapAfter(cursor) ?? false,
    rebuild: () => {
      try {
        opened().rebuild();
      } catch (cause) {
        throw new AppError('index_failed', 'A new index cannot be begun; see the log.', { cause });
      } finally {
        signals?.wake();
      }
    },
    replaceIndex: () => {
      if (replaced) {
        opened().removeIndex();
        replaced.resolve();
        replaced = undefined;
      } else opened().replaceIndex();
    },
    status: () => opened().status,
    deliveryLag: () => opened().deliveryLag,
  },
  async () => {
    stopping = true;
    replaced?.resolve();
    signals?.wake();
    await running;
    projection?.close();
    journal?.close();
  },
);

function tell(news: ProjectorNews | HandedOver<ProjectorNews>): void {
  send(news);
}

function tellTrouble(error: unknown): void {
  const { code } = Object(error) as { code?: unknown }; // of anything: an object, perhaps without a code
  tell({ kind: 'trouble', code: typeof code === 'string' ? code : 'internal' });
}
