import { Button } from '../chrome/button.tsx';
import { useEffect, useState, type ReactNode } from 'react';
import { termsOf, withoutTerm } from '../filter/terms.ts';
import { currentPlace, go } from '../place/use-place.ts';
import { ask } from '../server/ask.ts';
import { visible } from '../text/visible.ts';
import classes from './no-match.module.css';

interface Way {
  readonly without: string;
  readonly q: string;
  readonly count: number;
  readonly isComplete: boolean;
}

/** Nothing matches: which term excludes how much, each removed by a click. */
export function NoMatch({
  q,
  what,
}: {
  readonly q: string;
  readonly what: 'call' | 'request' | 'finding';
}): ReactNode {
  const [ways, setWays] = useState<readonly Way[]>([]);
  useEffect(() => {
    const asking = new AbortController();
    setWays([]);
    void waysOut(q, what === 'call' ? 'calls' : 'events', asking.signal).then(
      (found) => {
        if (!asking.signal.aborted) setWays(found);
      },
      () => undefined, // It is an offer; without it the filter can be changed by hand.
    );
    return () => {
      asking.abort();
    };
  }, [q, what]);
  const clear = (next: string): void => {
    go({ ...currentPlace(), q: next, opened: undefined });
  };
  return (
    <div className={classes.notice}>
      <h2>No stored {what} matches</h2>
      <p>
        {what === 'finding'
          ? 'The rules have nothing to say here.'
          : 'What comes and matches appears here.'}
      </p>
      <p className={classes.ways}>
        {ways.map((way, at) => (
          <Button
            key={at}
            onClick={() => {
              clear(way.q);
            }}
          >
            Remove {visible(way.without, 80)} ({way.count.toLocaleString('en')}
            {way.isComplete ? '' : '+'})
          </Button>
        ))}
        <Button
          onClick={() => {
            clear('');
          }}
        >
          Clear the filter
        </Button>
      </p>
    </div>
  );
}

/** More terms than so many are not tried one by one. */
const maxTries = 6;

async function waysOut(
  q: string,
  of: 'calls' | 'events',
  signal: AbortSignal,
): Promise<readonly Way[]> {
  const pieces = termsOf(q);
  if (pieces.length < 2 || pieces.length > maxTries) return [];
  const ways = await Promise.all(
    pieces.map(async ({ text }, at) => {
      // As it was written: a time without a zone is the server's.
      const query = { q: withoutTerm(q, at), of };
      const { matches, isComplete } = await ask('facets', 'api/v1/facets', { query, signal });
      return { without: text, q: query.q, count: matches, isComplete };
    }),
  );
  return ways.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}
