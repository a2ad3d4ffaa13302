import { useEffect, useRef, type ReactNode } from 'react';
import { visible } from '../text/visible.ts';
import type { Completion } from './completions.ts';
import classes from './completion-list.module.css';

/** The id of an entry, for the box to point at. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** What could stand at the caret. The focus stays in the box. */
export function CompletionList({
  id,
  completions,
  active,
  onChoose,
}: {
  readonly id: string;
  readonly completions: readonly Completion[];
  readonly active: number;
  readonly onChoose: (completion: Completion) => void;
}): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children.item(active)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const isRecent = completions[0]?.kind === 'recent';
  return (
    <div
      className={classes.popup}
      // The box must not lose the focus.
      onMouseDown={(event) => {
        event.preventDefault();
      }}
    >
      <div className={classes.title} aria-hidden="true">
        <span>{isRecent ? 'Recent filters' : 'Suggestions'}</span>
        <span>
          <kbd>↓</kbd> choose · <kbd>Enter</kbd> filter · <kbd>Esc</kbd> leave
        </span>
      </div>
      <ul
        ref={list}
        id={id}
        role="listbox"
        aria-label={isRecent ? 'Recent filters' : 'Suggestions'}
        className={classes.list}
      >
        {completions.map((completion, index) => (
          <li
            key={completion.text}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === active}
            className={classes.option}
            onClick={() => {
              onChoose(completion);
            }}
          >
            <code className={classes.text}>{visible(completion.text, 200)}</code>
            <span className={classes.meaning}>{completion.meaning}</span>
            {completion.example !== undefined && (
              <code className={classes.example}>{completion.example}</code>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
