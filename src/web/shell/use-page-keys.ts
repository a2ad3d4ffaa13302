import { useEffect, useRef } from 'react';
import { readPaused, setPaused } from '../feed/paused.ts';
import type { Place, View } from '../place/place.ts';
import { go } from '../place/use-place.ts';
import { isForOther } from './is-for-other.ts';

/** The keys of the whole page; those of a list or a ladder are theirs. */
export function usePageKeys(place: Place, onSheet: () => void): void {
  const isGoing = useRef(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key } = event;
      const isMeant = !isForOther(event);
      const view = isGoing.current ? destinations.get(key) : undefined;
      isGoing.current = isMeant && key === 'g';
      if (!isMeant) return;
      if (view !== undefined) go({ view, q: view === 'setup' ? '' : place.q });
      else if (key === 'Escape' && place.opened) {
        // As the cross does it: the list stays which it is.
        go({ ...place, opened: undefined, tab: undefined });
      } else if (key === '/') focusOn('#filter');
      else if (key === 'y') click('[data-key="y"]');
      else if (key === '?') onSheet();
      else if (key === ' ' && !takesSpace(event.target)) setPaused(!readPaused());
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [place, onSheet]);
}

const destinations: ReadonlyMap<string, View> = new Map([
  ['c', 'calls'],
  ['r', 'requests'],
  ['f', 'findings'],
  // As lint, what the command line calls it.
  ['l', 'findings'],
  ['s', 'setup'],
]);

/** Whether the space bar presses or chooses it. */
function takesSpace(target: EventTarget | null): boolean {
  const taking = 'button, summary, input, [role=button]';
  return target instanceof Element && target.closest(taking) !== null;
}

function focusOn(selector: string): void {
  const input = document.querySelector<HTMLInputElement>(selector);
  input?.focus();
  input?.select();
}

function click(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
