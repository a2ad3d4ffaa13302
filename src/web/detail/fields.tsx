import type { ReactNode } from 'react';
import type { EventSummary } from '../../api/event.ts';
import { isoTime } from '../../formats/iso-time.ts';
import { Tip } from '../chrome/tip.tsx';
import { useTold } from '../chrome/use-told.ts';
import { levelSigns } from '../look/level-signs.ts';
import { Captured } from '../text/captured.tsx';
import { useTimes } from '../text/times.ts';
import { visible } from '../text/visible.ts';
import type { OpenPlace } from './open-place.ts';
import { FieldActions } from './field-actions.tsx';
import { FieldMeaning } from './field-meaning.tsx';
import { shownFields, type ShownField } from './shown-fields.ts';
import classes from './fields.module.css';

/** More of one group than a person reads; all are in the raw request. */
const maxFields = 200;
const maxOverruled = 5;

/** What an event says, by group, with what is known of each field. */
export function Fields({
  event,
  place,
}: {
  readonly event: EventSummary;
  readonly place: OpenPlace;
}): ReactNode {
  const groups = shownFields(event);
  const [told, tell] = useTold();
  if (groups.length === 0) return <p>It has no fields: see Raw.</p>;
  return (
    <div className={classes.groups}>
      <span role="status" className={classes.told}>
        {told}
      </span>
      {groups.map(({ name, fields }) => (
        <section key={name} aria-label={name}>
          <h3 className={classes.group}>{name}</h3>
          <table className={classes.fields}>
            <tbody>
              {fields.slice(0, maxFields).map((field) => (
                <FieldRow
                  key={field.name}
                  field={field}
                  event={event}
                  place={place}
                  onTold={tell}
                />
              ))}
            </tbody>
          </table>
          {fields.length > maxFields && (
            <p className={classes.more}>… {fields.length - maxFields} more, in Raw.</p>
          )}
        </section>
      ))}
      {event.request.isCut === true && (
        <p className={classes.more}>
          There are more than 10,000 fields; those beyond are in the raw bytes only.
        </p>
      )}
    </div>
  );
}

function FieldRow({
  field,
  event,
  place,
  onTold,
}: {
  readonly field: ShownField;
  readonly event: EventSummary;
  readonly place: OpenPlace;
  readonly onTold: (text: string) => void;
}): ReactNode {
  const { name, value, reading, remark, overruled } = field;
  const findings = event.findings.filter((finding) => finding.field === name);
  return (
    <tr className={classes.field}>
      <th scope="row">
        <Tip tip={<FieldMeaning field={field} />}>
          <button type="button" className={classes.name} data-known={field.row !== undefined}>
            {name === '' ? '(no name)' : visible(name, 80)}
          </button>
        </Tip>
      </th>
      <td className={classes.cell}>
        <span className={classes.value}>
          {value === '' ? (
            <span className={classes.note}>empty</span>
          ) : (
            <Captured text={value} isOneOfMany />
          )}
        </span>
        <FieldTime field={field} />
        {reading !== undefined && (
          <span className={classes.note}>
            {field.row?.unit === 'µs' ? ' µs' : ''} = {reading}
          </span>
        )}
        {field.place !== undefined && <span className={classes.place}>{field.place}</span>}
        {findings.map(({ rule, level, message }, at) => (
          // One rule may say the same twice.
          <span key={at} className={classes.finding} data-level={level}>
            {levelSigns[level]} {rule}: {visible(message, 300)}
          </span>
        ))}
        {remark !== undefined && findings.length === 0 && (
          <span className={classes.remark}>{visible(remark, 120)}</span>
        )}
        {overruled.slice(0, maxOverruled).map((other, at) => (
          // They may be equal.
          <span key={at} className={classes.overruled}>
            overruled, in the {other.place}: <Captured text={other.value} isOneOfMany />
          </span>
        ))}
        {overruled.length > maxOverruled && (
          <span className={classes.overruled}>
            … {overruled.length - maxOverruled} more overruled, in Raw.
          </span>
        )}
      </td>
      <td className={classes.actions}>
        <FieldActions field={field} event={event} place={place} onTold={onTold} />
      </td>
    </tr>
  );
}

/** A time in the zone that was chosen. */
function FieldTime({ field: { atUs } }: { readonly field: ShownField }): ReactNode {
  const times = useTimes();
  if (atUs === undefined) return null;
  return <span className={classes.note}> = {times.full(isoTime(atUs))}</span>;
}
