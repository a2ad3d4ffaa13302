import type { ReactNode } from 'react';
import type { ColumnKind } from '../../protocol/ladder.ts';
import classes from './kind-icon.module.css';

/** What kind of party it is; its word stands beside it. */
export function KindIcon({ kind }: { readonly kind: ColumnKind }): ReactNode {
  const path = paths[kind];
  if (path === undefined) return null;
  return (
    <svg viewBox="0 0 12 12" className={classes.icon} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

const handset =
  'M2.2 1.6 4 1.4l1 2.4-1.2 1c.5 1.2 1.3 2 2.5 2.5l1-1.2 2.4 1-.2 1.8c-.2.8-.9 1.2-1.7 1C4.3 9.2 2 6.8 1.3 3.3c-.1-.8.2-1.5.9-1.7Z';

const paths: Readonly<Record<ColumnKind, string | undefined>> = {
  outside: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1ZM1.2 6h9.6M6 1c-3 3-3 7 0 10M6 1c3 3 3 7 0 10',
  ivr: 'M2 2h1.5v1.5H2ZM5.2 2h1.5v1.5H5.2ZM8.5 2H10v1.5H8.5ZM2 5.2h1.5v1.5H2ZM5.2 5.2h1.5v1.5H5.2ZM8.5 5.2H10v1.5H8.5ZM5.2 8.5h1.5V10H5.2Z',
  queue: 'M1.5 3h9M1.5 6h9M1.5 9h5.5',
  phone: handset,
  extension: handset,
  others: undefined,
};
