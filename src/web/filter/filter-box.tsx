import { useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { Fault } from '../server/refusal.ts';
import { countText } from '../text/count-text.ts';
import { CompletionList, optionId } from './completion-list.tsx';
import { completionsAt, withCompletion, type Completion } from './completions.ts';
import classes from './filter-bar.module.css';
import { faultIn } from './filter-context.ts';
import { recentFilters } from './recent-filters.ts';

interface FilterBoxProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly text: string;
  readonly fault: Fault | undefined;
  readonly placeholder: string;
  readonly isOfCalls: boolean;
  readonly onText: (text: string) => void;
  readonly onShow: (q: string) => void;
}

/** What of the list of completions is to be seen. */
interface Completing {
  readonly completions: readonly Completion[];
  /** Chosen by the arrows; -1: none, and Enter is the filter's. */
  readonly active: number;
}

const closed: Completing = { completions: [], active: -1 };
const boxId = 'filter';
const listId = 'filter-completions';

/** The box: what is typed, what of it is wrong, and what could stand at the caret. */
export function FilterBox(props: FilterBoxProps): ReactNode {
  const { ref, text, fault, placeholder, isOfCalls, onText, onShow } = props;
  const [{ completions, active }, setCompleting] = useState(closed);
  const [scrolledPx, setScrolledPx] = useState(0);
  const isOpen = completions.length > 0;
  const close = (): void => {
    setCompleting(closed);
  };
  const complete = (typed: string, caret: number): void => {
    setCompleting({
      completions: completionsAt(typed, caret, recentFilters(), isOfCalls),
      active: -1,
    });
  };
  const choose = (completion: Completion, box: HTMLInputElement | null): void => {
    close();
    if (completion.kind === 'recent') {
      onShow(completion.text);
      return;
    }
    const { text: filled, caret } = withCompletion(text, completion);
    onText(filled);
    if (completion.kind === 'key') complete(filled, caret);
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(caret, caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const box = event.currentTarget;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!isOpen) complete(text, box.selectionStart ?? text.length);
      else setCompleting({ completions, active: stepped(active, step, completions.length) });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // What is not a filter yet, and can only become one thing, becomes that.
      const only = completions.length === 1 && faultIn(text) ? completions[0] : undefined;
      const chosen = completions[active] ?? only;
      if (chosen) choose(chosen, box);
      else {
        close();
        onShow(text);
      }
    } else if (event.key === 'Escape') {
      // The browser would empty the box, and the page close what is open beside the list.
      event.preventDefault();
      event.stopPropagation();
      if (active !== -1) close();
      else {
        close();
        box.blur();
      }
    }
  };
  return (
    <div className={classes.field}>
      <svg className={classes.glass} viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="6.8" cy="6.8" r="4.3" />
        <path d="M10 10l4 4" />
      </svg>
      <div className={classes.textArea}>
        <Mirror text={text} fault={fault} scrolledPx={scrolledPx} />
        <input
          ref={ref}
          id={boxId}
          type="search"
          className={classes.box}
          aria-label="Filter"
          aria-autocomplete="list"
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={active === -1 ? undefined : optionId(listId, active)}
          aria-invalid={fault !== undefined}
          aria-describedby={fault ? 'filter-wrong filter-fault' : undefined}
          placeholder={placeholder}
          value={text}
          maxLength={2000}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="search"
          onChange={({ currentTarget }) => {
            onText(currentTarget.value);
            complete(currentTarget.value, currentTarget.selectionStart ?? 0);
          }}
          onClick={({ currentTarget }) => {
            if (currentTarget.value === '') complete('', 0);
          }}
          onKeyDown={onKeyDown}
          onScroll={({ currentTarget }) => {
            setScrolledPx(currentTarget.scrollLeft);
          }}
          onBlur={close}
        />
      </div>
      {text !== '' && (
        <button
          type="button"
          className={classes.clear}
          aria-label="Clear the filter"
          title="Clear the filter"
          onClick={() => {
            onShow('');
            // The button goes with the text.
            document.getElementById(boxId)?.focus();
          }}
        >
          ✕
        </button>
      )}
      <span className={classes.unseen} aria-live="polite">
        {isOpen ? `${countText(completions.length, 'suggestion')}, arrow down to choose` : ''}
      </span>
      {isOpen && (
        <CompletionList
          id={listId}
          completions={completions}
          active={active}
          onChoose={(completion) => {
            choose(completion, document.querySelector<HTMLInputElement>(`#${boxId}`));
          }}
        />
      )}
    </div>
  );
}

/** The same text behind the box, to underline what is wrong in it. */
function Mirror({
  text,
  fault,
  scrolledPx,
}: {
  readonly text: string;
  readonly fault: Fault | undefined;
  readonly scrolledPx: number;
}): ReactNode {
  if (fault?.at === undefined) return null;
  const { at, length = 0 } = fault;
  // Where something is missing, a blank shows the place.
  const wrong = text.slice(at, at + length) || '\u00a0';
  return (
    <div className={classes.mirror}>
      <div className={classes.mirrored} style={{ transform: `translateX(${-scrolledPx}px)` }}>
        <span aria-hidden="true">{text.slice(0, at)}</span>
        <mark className={classes.wrong} id="filter-wrong">
          {wrong}
        </mark>
      </div>
    </div>
  );
}

/** From the last entry to none to the first, and back. */
function stepped(active: number, step: number, count: number): number {
  return ((active + 1 + step + count + 1) % (count + 1)) - 1;
}
