import { useId, type KeyboardEvent, type ReactNode } from 'react';
import classes from './tabs.module.css';

/** Tabs over what the chosen one shows: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/. Arrow keys choose. */
export function Tabs<V extends string>({
  label,
  tabs,
  value,
  onChoose,
  children,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly value: V; readonly name: string; readonly count?: number }[];
  readonly value: V;
  readonly onChoose: (value: V) => void;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  const onKey = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const to = new Map([
      ['ArrowRight', (at + 1) % tabs.length],
      ['ArrowLeft', (at - 1 + tabs.length) % tabs.length],
      ['Home', 0],
      ['End', tabs.length - 1],
    ]).get(event.key);
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab) return;
    event.preventDefault();
    onChoose(tab.value);
    document.getElementById(`${id}${tab.value}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className={classes.list} onKeyDown={onKey}>
        {tabs.map(({ value: each, name, count = 0 }) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`${id}${each}`}
            aria-selected={each === value}
            aria-controls={`${id}panel`}
            tabIndex={each === value ? 0 : -1}
            className={classes.tab}
            onClick={() => {
              onChoose(each);
            }}
          >
            {name}
            {count > 0 && <span className={classes.count}> {count}</span>}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}panel`}
        aria-labelledby={`${id}${value}`}
        tabIndex={0}
        className={classes.panel}
      >
        {children}
      </div>
    </>
  );
}
