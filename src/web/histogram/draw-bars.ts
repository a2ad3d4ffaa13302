import uPlot from 'uplot';
import { stackTops } from './bars.ts';
import {
  chartHeightPx,
  chartMarginPx,
  type ChartOptions,
  type DrawnChart,
} from './chart-options.ts';

const axisPx = 20;
/** As much as can be seen of one part of a bar. */
const minPartPx = 2;

/** Draws bars into an element, in the colours it has now. */
export function drawBars(element: HTMLElement, options: ChartOptions): DrawnChart {
  return new uPlot(optionsOf(options, element), dataOf(options), element);
}

/** Each series reaches from the ground to the top of its part; the highest is drawn first, and the lower ones cover it. */
function dataOf({ bars, parts }: ChartOptions): uPlot.AlignedData {
  const names = parts.map(({ name }) => name);
  const tops = stackTops(bars, names, minPartPx / (chartHeightPx - axisPx));
  return [
    bars.map(({ atUs }) => atUs / 1e6),
    ...tops.map((values) => [...values]).reverse(),
  ] as uPlot.AlignedData;
}

function optionsOf(props: ChartOptions, element: HTMLElement): uPlot.Options {
  const { bars, bucketUs, parts, labels, isUtc } = props;
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const from = (bars[0]?.atUs ?? 0) / 1e6;
  const until = from + (bars.length * bucketUs) / 1e6;
  const paths = uPlot.paths.bars?.({ size: [1, Infinity], align: 1, gap: 1 });
  return {
    width: element.clientWidth,
    height: chartHeightPx,
    padding: [2, chartMarginPx, 0, chartMarginPx],
    legend: { show: false },
    cursor: { show: false },
    ...(isUtc
      ? { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'UTC') }
      : {}),
    scales: {
      x: { time: true, range: [from, until] },
      y: { range: (_, __, max) => [0, Math.max(1, max)] },
    },
    axes: [
      {
        size: axisPx,
        gap: 3,
        space: 70,
        font: '11px system-ui, sans-serif',
        stroke: colour('--text-dim'),
        grid: { stroke: colour('--line'), width: 1 },
        ticks: { show: false },
        values: (_, splits, __, ___, stepS) =>
          splits.map((seconds) => labels.tick(seconds * 1000, stepS * 1000)),
      },
      { show: false },
    ],
    series: [
      {},
      ...[...parts].reverse().map((part) => ({
        fill: colour(part.colour),
        width: 0,
        points: { show: false },
        ...(paths ? { paths } : {}),
      })),
    ],
  };
}
