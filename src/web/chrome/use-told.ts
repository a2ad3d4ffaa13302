import { useCallback, useEffect, useState } from 'react';

const toldMs = 2_500;

/** Something that is said for a moment, and how to say it; empty when that is over. */
export function useTold(): readonly [told: string, tell: (text: string) => void] {
  // An object, so that the same said again is said as long again.
  const [told, setTold] = useState({ text: '' });
  useEffect(() => {
    if (told.text === '') return undefined;
    const timer = setTimeout(() => {
      setTold({ text: '' });
    }, toldMs);
    return () => {
      clearTimeout(timer);
    };
  }, [told]);
  const tell = useCallback((text: string) => {
    setTold({ text });
  }, []);
  return [told.text, tell];
}
