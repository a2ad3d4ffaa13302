import type { ReactNode } from 'react';
import type { ApiFinding } from '../../api/finding.ts';
import { ruleRow } from '../../protocol/rule-table.ts';
import { withTerm } from '../filter/terms.ts';
import { levelSigns } from '../look/level-signs.ts';
import { linkTo } from '../place/use-place.ts';
import { visible } from '../text/visible.ts';
import type { OpenPlace } from './open-place.ts';
import classes from './findings.module.css';

/** What the rules say of what is open. @param onSelect shows the event a finding is about; absent where there is only one */
export function Findings({
  findings,
  place,
  onSelect,
}: {
  readonly findings: readonly ApiFinding[];
  readonly place: OpenPlace;
  readonly onSelect?: (eventId: string) => void;
}): ReactNode {
  if (findings.length === 0) return <p className={classes.none}>The rules have nothing to say.</p>;
  return (
    <ul className={classes.findings}>
      {findings.map(({ rule, level, message, field, eventId }, at) => {
        const known = ruleRow(rule);
        return (
          // One rule may say the same twice.
          <li key={at} className={classes.finding} data-level={level}>
            <p className={classes.message}>
              <span className={classes.level} data-level={level}>
                {levelSigns[level]} {level}
              </span>{' '}
              {visible(message, 600)}
            </p>
            {known && (
              <p className={classes.why}>
                {known.title}. {known.why}
              </p>
            )}
            <p className={classes.links}>
              <a
                {...linkTo({ ...place, q: withTerm(place.q, `finding:${rule}`) })}
                title={`Filter: finding:${rule}`}
              >
                {rule}
              </a>
              {field !== undefined && (
                <a {...linkTo(fieldsOf(place, eventId))}>field {visible(field, 60)}</a>
              )}
              {eventId !== undefined && onSelect && (
                <button
                  type="button"
                  className={classes.show}
                  onClick={() => {
                    onSelect(eventId);
                  }}
                >
                  show the event
                </button>
              )}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

/** The fields of what is open; of a call, those of one of its events. */
function fieldsOf(place: OpenPlace, eventId: string | undefined): OpenPlace {
  const { opened } = place;
  const shown = opened.kind === 'call' && eventId !== undefined ? { ...opened, eventId } : opened;
  return { ...place, opened: shown, tab: 'fields' };
}
