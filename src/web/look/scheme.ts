import { useEffect, useState } from 'react';
import { remember, remembered } from '../remembered.ts';

/** Which colours somebody wants. `assets/scheme.js` reads the same before anything is painted. */
export const schemes = ['auto', 'light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

const key = 'ringlog-colours';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

function read(): Scheme {
  const kept = remembered(key);
  return schemes.find((scheme) => scheme === kept) ?? 'auto';
}

/** The colours that were chosen, and how to choose others; the document follows them, and they the system. */
export function useScheme(): readonly [Scheme, (scheme: Scheme) => void] {
  const [scheme, setScheme] = useState(read);
  useEffect(() => {
    const apply = (): void => {
      const isDark = scheme === 'dark' || (scheme === 'auto' && systemDark.matches);
      document.documentElement.dataset.scheme = isDark ? 'dark' : 'light';
    };
    apply();
    systemDark.addEventListener('change', apply);
    return () => {
      systemDark.removeEventListener('change', apply);
    };
  }, [scheme]);
  const choose = (next: Scheme): void => {
    setScheme(next);
    remember(key, next);
  };
  return [scheme, choose];
}
