import { Tip } from '../chrome/tip.tsx';
import { useEffect, type ReactNode } from 'react';
import { setPaused, usePaused } from '../feed/paused.ts';
import { maxHeld } from '../feed/held-rows.ts';
import { useShownFeed } from '../list/shown-feed.ts';
import type { Liveness } from '../live/liveness.ts';
import { useTimes, type Times } from '../text/times.ts';
import classes from './live-badge.module.css';

/** Whether what is shown is what there is. A click stops and resumes it. */
export function LiveBadge(): ReactNode {
  const times = useTimes();
  const feed = useShownFeed();
  const isPaused = usePaused();
  const heldCount = feed?.heldCount ?? 0;
  useEffect(() => {
    document.title = heldCount > 0 ? `(${heldCount}) Ringlog` : 'Ringlog';
    return () => {
      document.title = 'Ringlog';
    };
  }, [heldCount]);
  const held = heldCount >= maxHeld ? `${maxHeld}+` : String(heldCount);
  const { word, why } = isPaused
    ? {
        word: `Paused${heldCount > 0 ? ` (${held} new)` : ''}`,
        why: 'New rows wait. Click or press Space to go on.',
      }
    : wordsOf(feed?.liveness ?? { state: 'connecting' }, times);
  const state = isPaused ? 'paused' : (feed?.liveness.state ?? 'connecting');
  return (
    <Tip tip={why}>
      <button
        type="button"
        className={classes.badge}
        data-state={state}
        aria-pressed={isPaused}
        aria-label={`${word}. ${isPaused ? 'Resume' : 'Pause'}`}
        onClick={() => {
          setPaused(!isPaused);
        }}
      >
        <span className={classes.dot} aria-hidden />
        <span role="status">{word}</span>
      </button>
    </Tip>
  );
}

function wordsOf(
  liveness: Liveness,
  times: Times,
): { readonly word: string; readonly why: string } {
  switch (liveness.state) {
    case 'connecting':
      return { word: 'Connecting', why: 'The stream is being opened.' };
    case 'live':
      return { word: 'Live', why: 'What comes appears at once. Click or press Space to pause.' };
    case 'catching-up':
      return { word: 'Catching up', why: 'What came meanwhile is arriving.' };
    case 'polling':
      return { word: 'Polling', why: liveness.why };
    case 'offline':
      return {
        word: `Offline since ${times.time(liveness.since.toISOString()).replace(/\.\d+$/, '')}`,
        why: 'The server does not answer. What is shown is as it was then; it goes on by itself.',
      };
  }
}
