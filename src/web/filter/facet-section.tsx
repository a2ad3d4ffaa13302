import { useRef, useState, type ReactNode } from 'react';
import { ruleRow } from '../../protocol/rule-table.ts';
import { outcomeColours, typeColours } from '../look/bar-colours.ts';
import { visible } from '../text/visible.ts';
import { choiceOf, valuesNamed } from './chosen-values.ts';
import classes from './facet-list.module.css';
import { facetTitles, orderedValues, type FacetName, type FacetValue } from './facets.ts';
import { foldedSections, keepFolded } from './folded-sections.ts';

const topCount = 8;

interface FacetSectionProps {
  readonly name: FacetName;
  readonly q: string;
  /** Undefined: nothing is known yet. */
  readonly counted: readonly FacetValue[] | undefined;
  /** How many were counted: what a whole bar stands for. */
  readonly matches: number;
  readonly onChoose: (value: string, choice: 'wanted' | 'excluded') => void;
}

/** One facet: its values with their counts, the most frequent first. While it is pointed at or has the focus, the order stays. */
export function FacetSection(props: FacetSectionProps): ReactNode {
  const { name, q, counted, matches, onChoose } = props;
  const [isFolded, setIsFolded] = useState(() => foldedSections().has(name));
  const [isWhole, setIsWhole] = useState(false);
  const [held, setHeld] = useState<readonly string[]>();
  const section = useRef<HTMLElement>(null);
  const values = orderedValues(counted ?? [], valuesNamed(q, name), held);
  const shown = isWhole ? values : values.slice(0, topCount);
  const rest = values.length - shown.length;
  const hold = (): void => {
    setHeld((last) => last ?? values.map(({ value }) => value));
  };
  const release = (): void => {
    // Either of them holds: what is pointed at, and what has the focus of the keyboard.
    requestAnimationFrame(() => {
      const { current } = section;
      if (!current?.matches(':hover, :has(:focus-visible)')) setHeld(undefined);
    });
  };
  if (counted !== undefined && values.length === 0) return null;
  return (
    <section
      ref={section}
      className={classes.section}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <h2 className={classes.heading}>
        <button
          type="button"
          aria-expanded={!isFolded}
          onClick={() => {
            setIsFolded(!isFolded);
            keepFolded(name, !isFolded);
          }}
        >
          <span className={classes.turn} aria-hidden="true" />
          {facetTitles[name]}
        </button>
      </h2>
      {!isFolded && counted === undefined && <div className={classes.blank} aria-hidden="true" />}
      {!isFolded && counted !== undefined && (
        <ul className={classes.values}>
          {shown.map(({ value, count }) => (
            <Value
              key={value}
              name={name}
              value={value}
              count={count}
              share={matches === 0 ? 0 : Math.min(1, count / matches)}
              choice={choiceOf(q, name, value)}
              onChoose={(choice) => {
                onChoose(value, choice);
              }}
            />
          ))}
        </ul>
      )}
      {!isFolded && (rest > 0 || isWhole) && values.length > topCount && (
        <button
          type="button"
          className={classes.more}
          onClick={() => {
            setIsWhole(!isWhole);
          }}
        >
          {isWhole ? 'fewer' : `${rest} more`}
        </button>
      )}
    </section>
  );
}

function Value({
  name,
  value,
  count,
  share,
  choice,
  onChoose,
}: {
  readonly name: FacetName;
  readonly value: string;
  readonly count: number;
  readonly share: number;
  readonly choice: 'wanted' | 'excluded' | undefined;
  readonly onChoose: (choice: 'wanted' | 'excluded') => void;
}): ReactNode {
  const colour = colourOf(name, value);
  const shown = visible(value, 200);
  const title = name === 'finding' ? ruleRow(value)?.title : undefined;
  return (
    <li className={classes.value} data-choice={choice} data-none={count === 0}>
      <button
        type="button"
        className={classes.choose}
        aria-pressed={choice === 'wanted'}
        title={`${shown}${title === undefined ? '' : `: ${title}`}\nAlt and click: exclude it`}
        onClick={({ altKey }) => {
          onChoose(altKey ? 'excluded' : 'wanted');
        }}
      >
        {colour !== undefined && (
          <span
            className={classes.dot}
            style={{ background: `var(${colour})` }}
            aria-hidden="true"
          />
        )}
        <span className={classes.name}>
          {shown}
          {title !== undefined && <span className={classes.ruleTitle}> {title}</span>}
        </span>
        <span className={classes.count}>{count.toLocaleString('en')}</span>
        <span
          className={classes.bar}
          style={{ transform: `scaleX(${share})` }}
          aria-hidden="true"
        />
      </button>
      <button
        type="button"
        className={classes.not}
        aria-pressed={choice === 'excluded'}
        aria-label={`Not ${shown}`}
        title={choice === 'excluded' ? 'Excluded: click to let it be' : 'Exclude it'}
        onClick={() => {
          onChoose('excluded');
        }}
      >
        not
      </button>
    </li>
  );
}

function colourOf(name: FacetName, value: string): string | undefined {
  const colours: Readonly<Record<string, string>> =
    name === 'outcome' ? outcomeColours : name === 'type' ? typeColours : {};
  return colours[value];
}
