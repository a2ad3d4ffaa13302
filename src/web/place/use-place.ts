import { useSyncExternalStore, type MouseEvent } from 'react';
import { createTopic } from '../topic.ts';
import { hrefOf, readPlace, type Opened, type Place } from './place.ts';

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
  const href = serverUrl(hrefOf(place));
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

/** The place that is shown, with something opened in it: beside the tab that is looked at, so one can go through a list. */
export function placeWith(opened: Opened): Place {
  const { view, q, opened: before, tab } = currentPlace();
  return { view, q, opened, tab: before ? tab : undefined };
}

/** What a link to a place needs: a real address, to be opened anywhere, that a plain click goes to without loading anew. */
export function linkTo(place: Place): {
  readonly href: string;
  readonly onClick: (event: MouseEvent) => void;
} {
  return {
    href: serverUrl(hrefOf(place)),
    onClick: (event) => {
      if (!isPlainClick(event)) return;
      event.preventDefault();
      go(place);
    },
  };
}

/** Whether a click follows a link here: with a key or another button it opens a tab or a window. */
function isPlainClick(event: MouseEvent): boolean {
  const hasKey = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return !hasKey && event.button === 0;
}
