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
      if (isForOther(event)) return;
      const { key } = event;
      const view = isGoing.current ? destinations.get(key) : undefined;
      isGoing.current = key === 'g';
      if (view !== undefined) go({ view, q: view === 'setup' ? '' : place.q });
      else if (key === 'Escape' && place.opened) go({ view: place.view, q: place.q });
      else if (key === '/') focusOn('#filter');
      else if (key === 'y') click('[data-key="y"]');
      else if (key === '?') onSheet();
      else if (key === ' ' && !isButton(event.target)) setPaused(!readPaused());
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
  ['s', 'setup'],
]);

/** What the space bar presses by itself. */
function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, summary, [role=button]') !== null;
}

function focusOn(selector: string): void {
  const input = document.querySelector<HTMLInputElement>(selector);
  input?.focus();
  input?.select();
}

function click(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}
