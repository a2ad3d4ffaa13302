import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { go } from '../place/use-place.ts';
import type { Place, View } from '../place/place.ts';
import type { Fault } from '../server/refusal.ts';
import classes from './filter-bar.module.css';
import { FilterBox } from './filter-box.tsx';
import { FilterChips } from './filter-chips.tsx';
import { faultIn, mended, sentenceOf } from './filter-context.ts';
import { keepFilter } from './recent-filters.ts';
import { onRefused } from './refused-filter.ts';

const placeholders: Readonly<Record<View, string>> = {
  calls: 'outcome:missed ext:101 after:-1h',
  requests: 'type:hangup -origin:fixture petrov',
  findings: 'finding:error after:-24h',
  setup: 'myid:175',
};

/** How long nothing is typed before what is wrong is said: nobody wants to be corrected in the middle of a word. */
const typingPauseMs = 450;

/** The filter as text, and its terms one by one. */
export function FilterBar({ place }: { readonly place: Place }): ReactNode {
  const { q, view } = place;
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [fault, setFault] = useState<Fault | undefined>(() => faultIn(q));
  const [shownQ, setShownQ] = useState(q);
  if (shownQ !== q) {
    setShownQ(q);
    setText(q);
    setFault(faultIn(q));
  }

  useEffect(() => {
    const timer = setTimeout(() => {
      setFault((last) => (text === q && last ? last : faultIn(text)));
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text, q]);
  useEffect(
    () =>
      onRefused((refused, told) => {
        if (refused === q) setFault((last) => last ?? told);
      }),
    [q],
  );

  const show = useCallback(
    (wanted: string) => {
      const next = wanted.trim();
      const wrong = faultIn(next);
      setText(next);
      setFault(wrong);
      if (wrong) return;
      keepFilter(next);
      go({ ...place, q: next });
    },
    [place],
  );
  const edit = useCallback(
    (at: number, length: number) => {
      setText(q);
      // After it is shown: the box may have held something else.
      requestAnimationFrame(() => {
        box.current?.focus();
        box.current?.setSelectionRange(at, at + length);
      });
    },
    [q],
  );

  return (
    <div className={classes.bar} role="search">
      <FilterBox
        ref={box}
        text={text}
        fault={fault}
        placeholder={placeholders[view]}
        isOfCalls={view === 'calls'}
        onText={(typed) => {
          setText(typed);
          setFault(undefined);
        }}
        onShow={show}
      />
      {fault ? (
        <FaultLine
          fault={fault}
          onMend={() => {
            show(mended(text, fault));
            box.current?.focus();
          }}
        />
      ) : (
        <FilterChips q={q} onShow={show} onEdit={edit} onBare={() => box.current?.focus()} />
      )}
    </div>
  );
}

function FaultLine({
  fault,
  onMend,
}: {
  readonly fault: Fault;
  readonly onMend: () => void;
}): ReactNode {
  const { suggestion } = fault;
  return (
    <div className={classes.faultLine} role="status">
      <span id="filter-fault" className={classes.faultText}>
        {sentenceOf(fault)}
      </span>
      {suggestion !== undefined && (
        <button type="button" className={classes.mend} onClick={onMend}>
          Use <code>{suggestion}</code>
        </button>
      )}
    </div>
  );
}
