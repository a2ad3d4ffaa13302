import type { ReactNode } from 'react';
import type { Place } from '../place/place.ts';

/** What a list draws of a row. Everything in it is one link; its height is always the same. */
export interface RowDrawing<Row> {
  readonly rowHeight: number;
  readonly draw: (row: Row) => ReactNode;
  /** The whole row in words. */
  readonly labelOf: (row: Row) => string;
  readonly keyOf: (row: Row) => string;
  /** Where it is opened, from the place that is shown now. */
  readonly placeOf: (row: Row) => Place;
  /** Whether the rules have something to say of it. */
  readonly isRemarkable: (row: Row) => boolean;
}
