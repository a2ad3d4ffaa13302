/** The views of the page, in the order of its tabs. */
export const views = ['calls', 'requests', 'findings', 'setup'] as const;
export type View = (typeof views)[number];

/** The tabs of an opened call or event. */
export const tabs = ['events', 'fields', 'raw', 'answer', 'findings'] as const;
export type Tab = (typeof tabs)[number];

/** What is open beside the list. */
export type Opened =
  /** A call, and the event of it that its tabs show; without one its first. */
  | { readonly kind: 'call'; readonly id: string; readonly eventId?: string | undefined }
  | { readonly kind: 'event'; readonly id: string };

/** All of the page's state that is worth a link. */
export interface Place {
  readonly view: View;
  /** Filter; empty: all. */
  readonly q: string;
  readonly opened?: Opened | undefined;
  readonly tab?: Tab | undefined;
  /** In the requests: those that were refused, which are facts and no events. */
  readonly isRefused?: boolean | undefined;
}

/**
 * Reads an address.
 * @param path below the page's root, without a leading slash: empty, `c/…` or `e/…`
 * @param search with its `?`, or empty
 */
export function readPlace(path: string, search: string): Place {
  const query = new URLSearchParams(search);
  const opened = readOpened(path, query);
  const usual = opened?.kind === 'event' ? 'requests' : 'calls';
  return {
    view: views.find((view) => view === query.get('view')) ?? usual,
    q: query.get('q') ?? '',
    opened,
    tab: tabs.find((tab) => tab === query.get('tab')),
    isRefused: query.get('show') === 'refused' ? true : undefined,
  };
}

function readOpened(path: string, query: URLSearchParams): Opened | undefined {
  const [, letter, encoded = ''] = /^([ce])\/([^/]+)$/.exec(path) ?? [];
  const id = decoded(encoded);
  if (letter === undefined || id === undefined) return undefined;
  return letter === 'e'
    ? { kind: 'event', id }
    : { kind: 'call', id, eventId: query.get('event') ?? undefined };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The address of a place, relative to the page's root: what `readPlace` reads. What is usual is left out. */
export function hrefOf({ view, q, opened, tab, isRefused }: Place): string {
  const query = new URLSearchParams();
  if (view !== (opened?.kind === 'event' ? 'requests' : 'calls')) query.set('view', view);
  if (q !== '') query.set('q', q);
  if (isRefused === true && view === 'requests') query.set('show', 'refused');
  if (opened?.kind === 'call' && opened.eventId !== undefined) query.set('event', opened.eventId);
  if (opened && tab !== undefined) query.set('tab', tab);
  const path =
    opened === undefined
      ? ''
      : `${opened.kind === 'call' ? 'c' : 'e'}/${encodeURIComponent(opened.id)}`;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
