import { Button } from '../chrome/button.tsx';
import { useEffect, useState, type ReactNode } from 'react';
import { printTerm } from '../../query/print.ts';
import { parseFilter } from '../../query/parse.ts';
import { currentPlace, go } from '../place/use-place.ts';
import { ask } from '../server/ask.ts';
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
        {ways.map((way) => (
          <Button
            key={way.without}
            onClick={() => {
              clear(way.q);
            }}
          >
            Remove {way.without} ({way.count.toLocaleString('en')}
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
  const { terms } = parseFilter(q, { nowUs: Date.now() * 1000 });
  if (terms.length < 2 || terms.length > maxTries) return [];
  const ways = await Promise.all(
    terms.map(async (term, at) => {
      const rest = terms.filter((_, other) => other !== at).map(printTerm);
      const query = { q: rest.join(' '), of };
      const { matches, isComplete } = await ask('facets', 'api/v1/facets', { query, signal });
      return { without: printTerm(term), q: query.q, count: matches, isComplete };
    }),
  );
  return ways.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}
