import type { ReactNode } from 'react';

/** What a list draws of a row. Everything in it is one link; its height is always the same. */
export interface RowDrawing<Row> {
  readonly rowHeight: number;
  readonly draw: (row: Row) => ReactNode;
  /** The whole row in words. */
  readonly labelOf: (row: Row) => string;
  readonly keyOf: (row: Row) => string;
  /** Goes to it. @param isReplacing without a step back to what was open before */
  readonly open: (row: Row, isReplacing: boolean) => void;
  readonly hrefOf: (row: Row) => string;
  /** Whether the rules have something to say of it. */
  readonly isRemarkable: (row: Row) => boolean;
}
