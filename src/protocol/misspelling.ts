import type { EventType } from './classify.ts';
import type { Need } from './field-row.ts';
import { fieldTable, isRequired } from './field-table.ts';
import type { Fields } from './fields.ts';
import { distanceWithin } from './spelling.ts';

/*
 * A name that is nearly one of the dictionary's is a mistake of the sender only if the right one is missing: an integrator may well tag his
 * URLs with `tag`, `caller_id` or `extension`. So a candidate is a field that comes with this type of event and is not there; optional ones,
 * which are mostly missing, must be nearer; and in a query, where the integrator's own names are, plain words are left alone.
 */

/** A field a name may have been meant for. */
interface Candidate {
  readonly name: string;
  /** In lower case, without separators. */
  readonly letters: string;
  readonly need: Need;
}

/**
 * The field that a name was probably meant to be; undefined for one spelled rightly, for one nobody can tell, and if the field is there.
 * @param event its type and fields, and its `CallFlow`
 * @param isOwnPossible the name stands where the integrator's own names may be: in the query
 */
export function meantField(
  name: string,
  event: { readonly type: EventType; readonly fields: Fields; readonly flow: string | undefined },
  isOwnPossible: boolean,
): string | undefined {
  if (exactNames.has(name) || name.length < minLength || name.length > maxLength) return undefined;
  const letters = lettersOf(name);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidatesOf.get(event.type) ?? []) {
    const isLengthened = lengthens(letters, candidate.letters);
    if (!isLengthened && Math.abs(letters.length - candidate.letters.length) > maxLimit) continue;
    if (event.fields[candidate.name] !== undefined) continue;
    const limit = limitFor(candidate, name, letters, event.flow, isOwnPossible);
    const distance = isLengthened ? 1 : distanceWithin(limit, letters, candidate.letters);
    if (distance > limit || distance >= bestDistance) continue;
    best = candidate.name;
    bestDistance = distance;
  }
  return best;
}

/** `CallerIDNumber` for `CallerIDNum`: a name written out is one slip, however many letters it takes. */
function lengthens(letters: string, right: string): boolean {
  const more = letters.length - right.length;
  return more > 0 && more <= 4 && right.length >= 8 && letters.startsWith(right);
}

/** `Tag` and `text` are candidates, shorter names are none. */
const minLength = 3;
/** The longest of the dictionary has 18. */
const maxLength = 24;

/** No more letters than these may be wrong. */
const maxLimit = 2;

/** How many letters may be wrong; negative if nothing near enough would tell. */
function limitFor(
  candidate: Candidate,
  name: string,
  letters: string,
  flow: string | undefined,
  isOwnPossible: boolean,
): number {
  const { length } = candidate.letters;
  if (isRequired(candidate.need, flow)) {
    if (length >= 8) return letters.length >= 8 ? 2 : 1;
    return length >= 5 ? 1 : 0;
  }
  // Optional: `duration` in a URL is nobody's mistake, `Transferred` is.
  if (isOwnPossible && plainWords.has(candidate.name))
    return isCapitalised(name) ? nearOf(length) : -1;
  return nearOf(length);
}

function nearOf(length: number): number {
  return length >= 8 ? 1 : 0;
}

function isCapitalised(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/** Fields whose names are words anybody uses. */
const plainWords: ReadonlySet<string> = new Set([
  'Tag',
  'text',
  'status',
  'Duration',
  'Diversion',
  'Bridged',
]);

const exactNames: ReadonlySet<string> = new Set(fieldTable.map(({ name }) => name));

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[_\-. ]/g, '');
}

/** What an event of no known type is most likely to lack: what would have told its type. */
const telling: ReadonlySet<string> = new Set([
  'EventType',
  'CallID',
  'SubCallID',
  'agent_status',
  'event_type',
  'new_status_id',
  'did_number',
  'dst_number',
]);

const candidatesOf: ReadonlyMap<string, readonly Candidate[]> = new Map(
  [...new Set(fieldTable.flatMap(({ on }) => Object.keys(on))), 'unknown'].map((type) => [
    type,
    fieldTable.flatMap(({ name, on }) => {
      const need = type === 'unknown' ? (telling.has(name) ? 'R' : undefined) : needOn(on, type);
      return need === undefined ? [] : [{ name, letters: lettersOf(name), need }];
    }),
  ]),
);

function needOn(on: Readonly<Record<string, Need | undefined>>, type: string): Need | undefined {
  return on[type];
}
