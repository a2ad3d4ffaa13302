import { Button } from '../chrome/button.tsx';
import { useEffect, useState, type ReactNode } from 'react';
import { copyText } from '../text/copy-text.ts';

/** Copies a text, and says so for a moment. */
export function CopyButton({
  text,
  children = 'Copy',
  label,
}: {
  readonly text: string;
  readonly children?: string;
  /** What is copied, for who does not see where the button stands. */
  readonly label: string;
}): ReactNode {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => {
      setState('idle');
    }, shownMs);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);
  return (
    <Button
      aria-label={state === 'idle' ? `${children}: ${label}` : words[state]}
      onClick={() => {
        void copyText(text).then((isCopied) => {
          setState(isCopied ? 'copied' : 'failed');
        });
      }}
    >
      {state === 'idle' ? children : words[state]}
    </Button>
  );
}

const shownMs = 1_500;
const words = { copied: 'Copied ✓', failed: 'Select it by hand' } as const;
