import type { Bar } from './bars.ts';
import type { TimeLabels } from './time-labels.ts';

/** Of the whole chart, with its axis. */
export const chartHeightPx = 72;
/** Left and right of the bars, so that the labels at the ends are whole. */
export const chartMarginPx = 28;

/** What a chart draws. */
export interface ChartOptions {
  readonly bars: readonly Bar[];
  readonly bucketUs: number;
  /** Lowest first, with the CSS variable of their colour. */
  readonly parts: readonly { readonly name: string; readonly colour: string }[];
  readonly labels: TimeLabels;
  readonly isUtc: boolean;
}

/** A chart in the document. */
export interface DrawnChart {
  setSize(size: { readonly width: number; readonly height: number }): void;
  destroy(): void;
}
