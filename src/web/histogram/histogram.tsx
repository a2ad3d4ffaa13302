import { useMemo, useState, type ReactNode } from 'react';
import { printTime } from '../../query/time-value.ts';
import { browserContext } from '../filter/filter-context.ts';
import { reasonOf } from '../filter/refused-filter.ts';
import { withTimeRange } from '../filter/terms.ts';
import { outcomeColours, typeColours } from '../look/bar-colours.ts';
import type { Place } from '../place/place.ts';
import { go } from '../place/use-place.ts';
import { countText } from '../text/count-text.ts';
import { useTimes } from '../text/times.ts';
import { endsOf, timesOf, type BarSelection } from './bar-selection.ts';
import { BarTable, countsText } from './bar-table.tsx';
import { totalsOf, type Bar } from './bars.ts';
import { Brush } from './brush.tsx';
import { Chart } from './chart.tsx';
import classes from './histogram.module.css';
import { Legend } from './legend.tsx';
import { lengthText, timeLabels, type TimeLabels } from './time-labels.ts';
import { boundsIn, widened, widerReach, type Reach, type TimeSpan } from './time-span.ts';
import { useHistogram, type Histogram as Counted } from './use-histogram.ts';

const colours = {
  calls: outcomeColours as Readonly<Record<string, string>>,
  events: typeColours as Readonly<Record<string, string>>,
};

/** When what matches came, by outcome or type: to see, and to choose a time by. */
export function Histogram({ place }: { readonly place: Place }): ReactNode {
  const { q, view } = place;
  const { zone } = useTimes();
  const [reach, setReach] = useState<Reach>('fitting');
  const { answer, error, isAsking } = useHistogram(q, view, reach);
  const labels = useMemo(() => timeLabels(zone), [zone]);
  const bounds = useMemo(() => boundsIn(q, browserContext()), [q]);
  const isBounded = bounds.fromUs !== undefined || bounds.untilUs !== undefined;

  const showAll = (): void => {
    setReach('all');
    if (isBounded) go({ ...place, q: withTimeRange(q) });
  };
  const zoomOut = (): void => {
    if (!answer) return;
    if (!isBounded) {
      setReach(widerReach(answer.span, answer.journal));
      return;
    }
    const { fromUs, untilUs } = widened(answer.span, Date.now() * 1000);
    go({ ...place, q: withTimeRange(q, printTime(fromUs), printTime(untilUs)) });
  };
  const choose = (after: string, before: string): void => {
    go({ ...place, q: withTimeRange(q, after, before) });
  };
  return (
    <section className={classes.histogram} aria-label="Over time" aria-busy={isAsking}>
      {answer ? (
        <Drawn
          counted={answer}
          labels={labels}
          isUtc={zone === 'utc'}
          isBounded={isBounded}
          isFiltered={withTimeRange(q) !== ''}
          isAll={reach === 'all'}
          error={error}
          onChoose={choose}
          onZoomOut={zoomOut}
          onWhole={showAll}
        />
      ) : (
        <p className={classes.notice} role="status">
          {error === undefined ? '' : `No chart: ${reasonOf(error)}`}
        </p>
      )}
    </section>
  );
}

function Drawn({
  counted,
  labels,
  isUtc,
  isBounded,
  isFiltered,
  isAll,
  error,
  onChoose,
  onZoomOut,
  onWhole,
}: {
  readonly counted: Counted;
  readonly labels: TimeLabels;
  readonly isUtc: boolean;
  readonly isBounded: boolean;
  /** By more than times. */
  readonly isFiltered: boolean;
  readonly isAll: boolean;
  readonly error: unknown;
  readonly onChoose: (after: string, before: string) => void;
  readonly onZoomOut: () => void;
  readonly onWhole: () => void;
}): ReactNode {
  const [looked, setLooked] = useState<BarSelection>();
  // While bars are being chosen they stay: those that come would move under the pointer.
  const [held, setHeld] = useState<Counted>();
  const { of, bars, bucketUs, span, isUpToNow, isComplete } = held ?? counted;
  const totals = useMemo(() => totalsOf(bars, Object.keys(colours[of])), [bars, of]);
  const parts = useMemo(
    () => totals.map((part) => ({ ...part, colour: colours[of][part.name] ?? '--bar-unknown' })),
    [totals, of],
  );
  const chart = useMemo(
    () => <Chart bars={bars} bucketUs={bucketUs} parts={parts} labels={labels} isUtc={isUtc} />,
    [bars, bucketUs, parts, labels, isUtc],
  );
  // What is pointed at may be gone, where there are fewer bars now.
  const within = looked && looked.cursor < bars.length ? barsOfSelection(bars, looked) : undefined;
  const lookedTotals = within && totalsOf(within, []);
  const total = (within ?? bars).reduce((all, bar) => all + bar.total, 0);
  const highest = Math.max(0, ...bars.map((bar) => bar.total));
  const textOf = (first: number, last: number): string => {
    const chosen = barsOfSelection(bars, { anchor: first, cursor: last });
    const counts = Object.fromEntries(
      totalsOf(chosen, Object.keys(colours[of])).map(({ name, count }) => [name, count]),
    );
    const sum = chosen.reduce((all, bar) => all + bar.total, 0);
    return `${stretchOf(chosen, bucketUs, labels)}: ${countText(sum, of.slice(0, -1))}${sum === 0 ? '' : `, ${countsText(counts)}`}`;
  };
  return (
    <>
      <div className={classes.head}>
        <p className={classes.sum}>
          <strong>
            {isComplete ? '' : 'newest '}
            {total.toLocaleString('en')}
          </strong>{' '}
          {total === 1 ? of.slice(0, -1) : of}{' '}
          <span className={classes.when}>
            {within
              ? stretchOf(within, bucketUs, labels)
              : isBounded || !isUpToNow
                ? spanText(span, labels)
                : `in the last ${lengthText(span.untilUs - span.fromUs)}`}
          </span>
        </p>
        <Legend
          parts={parts.map((part) => ({
            ...part,
            count: lookedTotals
              ? (lookedTotals.find(({ name }) => name === part.name)?.count ?? 0)
              : part.count,
          }))}
        />
        {error !== undefined && (
          <span className={classes.stale} title={reasonOf(error)}>
            not up to date
          </span>
        )}
        <span className={classes.buttons}>
          <button
            type="button"
            aria-label="Zoom out"
            title="Zoom out: a longer time"
            disabled={isAll && !isBounded}
            onClick={onZoomOut}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <circle cx="6.8" cy="6.8" r="4.6" />
              <path d="M10.2 10.2l4 4M4.6 6.8h4.4" />
            </svg>
          </button>
          <button
            type="button"
            aria-label="All time"
            title="All there is, without bounds of time (or double click the chart)"
            disabled={isAll && !isBounded}
            onClick={onWhole}
          >
            All
          </button>
        </span>
      </div>
      <div className={classes.chart}>
        {chart}
        <Brush
          count={bars.length}
          textOf={textOf}
          onLook={(selection, isChoosing) => {
            setLooked(selection);
            setHeld(isChoosing ? (held ?? counted) : undefined);
          }}
          onApply={(selection) => {
            const times = timesOf(selection, bars, bucketUs);
            if (times) onChoose(times.after, times.before);
          }}
          onWhole={onWhole}
        />
        {highest > 0 && (
          <span className={classes.highest} aria-hidden="true">
            max {highest.toLocaleString('en')}
          </span>
        )}
        {highest === 0 && (
          <p className={classes.none}>
            {isFiltered ? 'Nothing that matches came in this time.' : 'Nothing came in this time.'}
          </p>
        )}
      </div>
      <BarTable
        bars={bars}
        bucketUs={bucketUs}
        labels={labels}
        caption={`${of === 'calls' ? 'Calls' : 'Events'} over time`}
      />
    </>
  );
}

function barsOfSelection(bars: readonly Bar[], selection: BarSelection): readonly Bar[] {
  const [first, last] = endsOf(selection);
  return bars.slice(first, last + 1);
}

/** The seconds of a longer time only fill the line. */
function spanText({ fromUs, untilUs }: TimeSpan, labels: TimeLabels): string {
  const stepMs = untilUs - fromUs > 600_000_000 ? 60_000 : 1_000;
  const from = Math.floor(fromUs / 1000 / stepMs) * stepMs;
  return labels.stretch(from, Math.ceil(untilUs / 1000 / stepMs) * stepMs);
}

function stretchOf(bars: readonly Bar[], bucketUs: number, labels: TimeLabels): string {
  const from = bars[0]?.atUs ?? 0;
  return labels.stretch(from / 1000, ((bars.at(-1)?.atUs ?? from) + bucketUs) / 1000);
}
