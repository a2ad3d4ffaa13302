import type { ReactNode } from 'react';
import { Tabs } from '../chrome/tabs.tsx';
import type { Tab } from '../place/place.ts';
import classes from './detail-tabs.module.css';

const names: Readonly<Record<Tab, string>> = {
  events: 'Events',
  fields: 'Fields',
  raw: 'Raw',
  answer: 'Our answer',
  findings: 'Findings',
};

/** The tabs of what is open; the chosen one is made, no other. */
export function DetailTabs({
  tabs,
  tab,
  onTab,
  counts,
  children,
}: {
  readonly tabs: readonly Tab[];
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  /** Shown beside the names. */
  readonly counts: Readonly<Partial<Record<Tab, number>>>;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={classes.tabs}>
      <Tabs
        label="What to see of it"
        tabs={tabs.map((value) => ({ value, name: names[value], count: counts[value] ?? 0 }))}
        value={tab}
        onChoose={onTab}
      >
        {children}
      </Tabs>
    </div>
  );
}
