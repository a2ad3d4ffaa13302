/**
 * What a browser remembers of how somebody likes to see things: none of it is data. One that remembers nothing, as it may be told to, has the
 * defaults, and what is chosen holds until the page is left.
 */

/** @param storage `localStorage`: for ever; `sessionStorage`: as long as the tab is there @returns null if it has nothing of that name */
export function remembered(key: string, storage: StorageName = 'localStorage'): string | null {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string, storage: StorageName = 'localStorage'): void {
  try {
    globalThis[storage].setItem(key, value);
  } catch {
    // It is full, or switched off.
  }
}

type StorageName = 'localStorage' | 'sessionStorage';
