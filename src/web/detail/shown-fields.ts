import type { EventSummary } from '../../api/event.ts';
import { eventTimeOf } from '../../protocol/event-time.ts';
import { fieldRow, fieldTable } from '../../protocol/field-table.ts';
import type { FieldRow } from '../../protocol/field-row.ts';
import { durationText } from '../../protocol/duration-text.ts';

/** One field of an event, with what is to be said of it. */
export interface ShownField {
  readonly name: string;
  readonly value: string;
  /** Of the dictionary; absent for the integrator's own, and what nobody knows. */
  readonly row?: FieldRow | undefined;
  /** The same as people say it: `11.42 s`, `the caller gave up before`. */
  readonly reading?: string | undefined;
  /** µs since 1970 UTC, of a field that is a time. */
  readonly atUs?: number | undefined;
  /** Where it stands; absent if that is where one looks for it. */
  readonly place?: 'URL' | 'body' | undefined;
  /** Values of the same name that count for nothing, in the order they were sent. */
  readonly overruled: readonly { readonly place: 'URL' | 'body'; readonly value: string }[];
  /** What is odd about it. */
  readonly remark?: string | undefined;
}

type FieldGroupName = FieldRow['group'] | 'your own keys';

export interface ShownGroup {
  readonly name: FieldGroupName;
  readonly fields: readonly ShownField[];
}

const groupNames = [
  'identity',
  'parties',
  'status',
  'timing',
  'flags',
  'text',
  'your own keys',
] as const satisfies readonly FieldGroupName[];

/** The fields of an event by group, in the dictionary's order; then those it does not know, as they were sent. */
export function shownFields(
  event: Pick<EventSummary, 'fields' | 'type'> & {
    readonly request: Pick<EventSummary['request'], 'query' | 'form'>;
  },
): readonly ShownGroup[] {
  const { fields, type, request } = event;
  const { query, form = [] } = request;
  const isBoth = query.length > 0 && form.length > 0;
  const sent = Map.groupBy(
    [
      ...query.map(([name, value]) => ({ name, value, place: 'URL' as const })),
      ...form.map(([name, value]) => ({ name, value, place: 'body' as const })),
    ],
    ({ name }) => name,
  );
  const shown = Object.entries(fields).map(([name, value]): ShownField => {
    const row = fieldRow(name);
    const all = sent.get(name) ?? [];
    const place = all.at(-1)?.place;
    // Usually the PBX's fields are in the body, and the integrator's own in the address it was given.
    const isUnusual = isBoth && (row === undefined) === (place === 'body');
    return {
      name,
      value,
      row,
      ...reading(row, value, type),
      place: isUnusual || all.length > 1 ? place : undefined,
      overruled: all.slice(0, -1),
      remark: remarkOn(name, value, row),
    };
  });
  return groupNames.flatMap((name) => {
    const own = shown.filter(({ row }) => (row?.group ?? 'your own keys') === name);
    return own.length === 0 ? [] : [{ name, fields: own.toSorted(byTable) }];
  });
}

function byTable(a: ShownField, b: ShownField): number {
  const [first, second] = [placeOf(a.row), placeOf(b.row)];
  return first === second ? 0 : first - second;
}

const places = new Map(fieldTable.map((row, place) => [row, place]));

function placeOf(row: FieldRow | undefined): number {
  if (row === undefined) return Infinity;
  return places.get(row) ?? 0;
}

function reading(
  row: FieldRow | undefined,
  value: string,
  type: string,
): Pick<ShownField, 'reading' | 'atUs'> {
  if (row?.unit === 'µs since 1970 UTC') {
    const atUs = eventTimeOf({ EventTime: value.trim() });
    return atUs === undefined ? {} : { atUs };
  }
  if (row?.unit === 'µs' && /^\d{1,15}$/.test(value.trim()))
    return { reading: spanText(Number(value)) };
  const words = row?.values?.filter(
    ({ word }) => word.toLowerCase() === value.trim().toLowerCase(),
  );
  const word = words?.find(({ on }) => on === undefined || on.some((known) => known === type));
  return { reading: (word ?? words?.[0])?.meaning };
}

/** To the hundredth of a second where it is short, as durations are compared. */
function spanText(us: number): string {
  return us >= 1_000_000 && us < 60_000_000 ? `${(us / 1e6).toFixed(2)} s` : durationText(us);
}

function remarkOn(name: string, value: string, row: FieldRow | undefined): string | undefined {
  if (value.startsWith(' ') && /^ \d/.test(value))
    return 'begins with a space: a plus that was not sent as %2B';
  if (value !== '' && value.trim() === '') return 'only white space';
  if (row !== undefined && row.name !== name) return `the PBX spells it ${row.name}`;
  return undefined;
}
