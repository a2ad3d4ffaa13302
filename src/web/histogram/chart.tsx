import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { messageOf } from '../server/refusal.ts';
import { chartHeightPx, type ChartOptions, type DrawnChart } from './chart-options.ts';
import classes from './histogram.module.css';

/** The bars and the axis of time, drawn. What they say is told elsewhere: nothing here is for a reader of the screen. */
export function Chart(props: ChartOptions): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let chart: DrawnChart | undefined;
    let isGone = false;
    // What draws comes by itself: a page without a chart does not wait for it.
    const draw = async (): Promise<void> => {
      try {
        const { drawBars } = await import('./draw-bars.ts');
        if (isGone) return;
        const last = chart;
        chart = drawBars(element, props);
        last?.destroy();
        setFault(undefined);
      } catch (error) {
        setFault(messageOf(error));
      }
    };
    const redraw = (): void => void draw();
    redraw();
    const sizes = new ResizeObserver(() => {
      chart?.setSize({ width: element.clientWidth, height: chartHeightPx });
    });
    sizes.observe(element);
    const schemes = new MutationObserver(redraw);
    schemes.observe(document.documentElement, { attributeFilter: ['data-scheme'] });
    return () => {
      isGone = true;
      sizes.disconnect();
      schemes.disconnect();
      chart?.destroy();
    };
  }, [props]);
  return (
    <>
      <div ref={host} className={classes.canvas} aria-hidden="true" />
      {fault !== undefined && <p className={classes.none}>The chart cannot be drawn: {fault}</p>}
    </>
  );
}
