import { useCallback, useSyncExternalStore, type MouseEvent } from 'react';
import { createTopic } from '../topic.ts';
import { hrefOf, readPlace, type Place } from './place.ts';

/** Where the page lives: a proxy may have put it below a path. The built script is in `assets/`, beside the document. */
export const rootUrl = new URL(/* @vite-ignore */ '..', import.meta.url);

/** The address of a path of the server, such as `api/v1/calls`. */
export function serverUrl(path: string): string {
  return new URL(path, rootUrl).href;
}

const { subscribe, tell } = createTopic();
let shown: { readonly href: string; readonly place: Place } | undefined;

/** What the address says. */
export function currentPlace(): Place {
  const { href, pathname, search } = window.location;
  if (shown?.href !== href) {
    const path = pathname.startsWith(rootUrl.pathname)
      ? pathname.slice(rootUrl.pathname.length)
      : '';
    shown = { href, place: readPlace(path, search) };
  }
  return shown.place;
}

/**
 * Goes to a place.
 * @param isReplacing without a step back to where it was: for what follows from the last step rather than being one
 */
export function go(place: Place, isReplacing = false): void {
  const { href } = new URL(hrefOf(place), rootUrl);
  if (href === window.location.href) return;
  if (isReplacing) window.history.replaceState(null, '', href);
  else window.history.pushState(null, '', href);
  tell();
}

window.addEventListener('popstate', () => {
  tell();
});

/** The place that is shown; renders again when it changes. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace);
}

/** What a link to a place needs: a real address, to be opened anywhere, that a plain click goes to without loading anew. */
export function usePlaceLink(): (place: Place) => {
  readonly href: string;
  readonly onClick: (event: MouseEvent) => void;
} {
  return useCallback(
    (place) => ({
      href: new URL(hrefOf(place), rootUrl).href,
      onClick: (event) => {
        const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
        if (!isPlain || event.button !== 0) return;
        event.preventDefault();
        go(place);
      },
    }),
    [],
  );
}
