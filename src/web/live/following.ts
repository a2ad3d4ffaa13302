import { refusalOf } from '../server/refusal.ts';
import type { TabMessage } from './frame.ts';
import { Intake } from './intake.ts';
import { Leading } from './leading.ts';
import { Listening } from './listening.ts';
import { Outlet } from './outlet.ts';
import { Source } from './source.ts';
import type { Release, Surroundings, Tabs } from './surroundings.ts';
import type { Follower, Following, FollowTarget } from './target.ts';

/**
 * Follows what matches. Of those who follow the same, in whatever tab, one holds the lock of that name: it reads the stream and tells the
 * others, over the channel of that name. When it goes the lock passes to the next, which goes on from where it is itself.
 * @param key names what is shared
 */
export function startFollowing(
  around: Surroundings,
  key: string,
  target: FollowTarget,
  follower: Follower,
): Following {
  const over = new AbortController();
  const outlet = new Outlet(around.clock, follower, target.after);
  const intake = new Intake(outlet, target.after);
  const { tabs } = around;
  const run = tabs
    ? runShared(tabs)
    : lead(
        '',
        () => undefined,
        () => undefined,
      );
  run.catch((error: unknown) => {
    if (over.signal.aborted) return;
    over.abort();
    outlet.refuse(refusalOf(error));
  });

  function tell(liveness: Parameters<Outlet['tell']>[0]): void {
    if (!over.signal.aborted) outlet.tell(liveness);
  }

  function lead(
    name: string,
    post: (message: TabMessage) => void,
    onReady: (leading: Leading) => void,
  ): Promise<void> {
    const leading = new Leading(name, { intake, tell, post });
    onReady(leading);
    leading.announce();
    return new Source(around, target, leading).run(over.signal);
  }

  async function runShared({ locks, open, newName }: Tabs): Promise<void> {
    let receive: (message: TabMessage) => void = () => undefined;
    const channel = open(key, (message) => {
      if (!over.signal.aborted) receive(message);
    });
    const post = (message: TabMessage): void => {
      if (!over.signal.aborted) channel.post(message);
    };
    const listen = (signal: AbortSignal): Promise<void> => {
      const listening = new Listening(around, target, { intake, tell, post });
      receive = (message) => {
        listening.receive(message);
      };
      return listening.run(signal);
    };
    let release: Release | undefined;
    try {
      release = (await locks.takeFree(key)) ?? (await listenUntilTurn(locks, listen));
      if (over.signal.aborted) return;
      await lead(newName(), post, (leading) => {
        receive = (message) => {
          leading.receive(message);
        };
      });
    } finally {
      release?.();
      channel.close();
    }
  }

  /** @throws {Refusal} what listening throws; anything when it is over */
  async function listenUntilTurn(
    locks: Tabs['locks'],
    listen: (signal: AbortSignal) => Promise<void>,
  ): Promise<Release> {
    const end = new AbortController();
    const waiting = AbortSignal.any([over.signal, end.signal]);
    const turn = locks.take(key, waiting);
    const come = new AbortController();
    // It stops listening before it leads; who was refused no longer waits.
    const listened = listen(AbortSignal.any([waiting, come.signal])).catch((error: unknown) => {
      end.abort();
      throw error;
    });
    const [taken, heard] = await Promise.allSettled([
      turn.finally(() => {
        come.abort();
      }),
      listened,
    ]);
    if (heard.status === 'rejected') {
      if (taken.status === 'fulfilled') taken.value();
      throw heard.reason;
    }
    if (taken.status === 'rejected') throw taken.reason;
    return taken.value;
  }

  return {
    stop: () => {
      over.abort();
      outlet.stop();
    },
    cursor: () => outlet.told,
  };
}
