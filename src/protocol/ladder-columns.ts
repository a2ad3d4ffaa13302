import type { Call, Leg } from './call.ts';
import { extensionName, extensionOfNumber, isOutsideNumber, shortNumber } from './end.ts';
import { maxLadderColumns, type ColumnKind, type LadderColumn } from './ladder.ts';
import type { SentEvent } from './sent-event.ts';

/** A leg that is drawn, with those of its events that are. */
export interface DrawnLeg {
  readonly leg: Leg;
  readonly events: readonly SentEvent[];
}

/** The columns of the two ends of a leg. */
export interface LegEnds {
  readonly own: number;
  readonly other: number;
}

interface Columns {
  readonly columns: readonly LadderColumn[];
  /** Of each leg. */
  readonly ends: readonly LegEnds[];
  /** Of an extension that has one. */
  readonly columnOf: (extension: string) => number | undefined;
}

/** From left to right: the caller, the IVRs and queues on the way, the other extensions and then the numbers outside as they appear. */
export function columnsOf(call: Call, legs: readonly DrawnLeg[]): Columns {
  const known = new Map<string, string>();
  for (const { leg } of legs)
    if (leg.extension !== undefined) known.set(shortNumber(leg.extension), leg.extension);
  const keyed = legs.map((drawn) => ({
    own: keyOfExtension(drawn.leg.extension),
    other: otherEnd(call, drawn, known),
    flow: drawn.leg.flow,
  }));
  const keys = new Set<string>();
  for (const { own, other, flow } of keyed)
    for (const key of flow === 'in' ? [other, own] : [own, other]) keys.add(key);
  const callerKey = call.caller === undefined ? undefined : keyOfNumber(call.caller, known);
  const via = new Map(call.via.map((extension, place) => [keyOfExtension(extension), place]));
  const rank = (key: string): number => {
    if (key === callerKey) return -1;
    return via.get(key) ?? (isExtensionKey(key) ? via.size : via.size + 1);
  };
  const ordered = [...keys].sort((a, b) => rank(a) - rank(b));
  const places = new Map(
    ordered.map((key, place) => [
      key,
      ordered.length > maxLadderColumns ? Math.min(place, maxLadderColumns - 1) : place,
    ]),
  );
  const placeOf = (key: string): number => places.get(key) ?? 0;
  return {
    columns: toColumns(ordered, call, legs, callerKey),
    ends: keyed.map(({ own, other }) => ({ own: placeOf(own), other: placeOf(other) })),
    columnOf: (extension) => places.get(keyOfExtension(extension)),
  };
}

/** Who is at the other end of a leg: of one in the caller, of one out whom it calls. */
function otherEnd(
  call: Call,
  { leg, events }: DrawnLeg,
  known: ReadonlyMap<string, string>,
): string {
  const first = (name: Parameters<SentEvent['sent']>[0]): string | undefined => {
    for (const event of events) if (event.sent(name) !== undefined) return event.sent(name);
    return undefined;
  };
  const extension = extensionName(first(leg.flow === 'in' ? 'CallerExtension' : 'CalledExtension'));
  if (extension !== undefined && extension !== leg.extension) return keyOfExtension(extension);
  if (leg.flow === 'out') return keyOfNumber(first('CalledNumber'), known);
  // Events of one leg may differ: an answer can name the extension itself as the caller.
  const numbers = events.flatMap((event) => event.sent('CallerIDNum') ?? []);
  const outside = numbers.find(isOutsideNumber);
  const number = outside ?? (call.direction === 'in' ? call.caller : undefined) ?? numbers[0];
  const key = keyOfNumber(number, known);
  return key === keyOfExtension(leg.extension) ? keyOfNumber(undefined, known) : key;
}

const extensionMark = 'extension ';
const outsideMark = 'outside ';

function keyOfExtension(extension: string | undefined): string {
  return `${extensionMark}${extension ?? ''}`;
}

function isExtensionKey(key: string): boolean {
  return key.startsWith(extensionMark);
}

/** A number outside is the same with and without `+`, spaces and punctuation. */
function keyOfNumber(number: string | undefined, known: ReadonlyMap<string, string>): string {
  if (number === undefined) return outsideMark;
  const extension = extensionOfNumber(number) ?? known.get(number.trim());
  if (extension !== undefined) return keyOfExtension(extension);
  return `${outsideMark}${number.replace(/[\s+()-]/g, '')}`;
}

function toColumns(
  keys: readonly string[],
  call: Call,
  legs: readonly DrawnLeg[],
  callerKey: string | undefined,
): readonly LadderColumn[] {
  const numbers = numbersAsSent(call, legs);
  const kinds = new Map<string, ColumnKind>(
    legs.map(({ leg }) => [keyOfExtension(leg.extension), leg.kind]),
  );
  const shorts = new Map<string, number>();
  for (const key of keys) shorts.set(shortNumber(key), (shorts.get(shortNumber(key)) ?? 0) + 1);
  const columns = keys.map((key): LadderColumn => {
    const name = key === callerKey ? call.callerName : undefined;
    const named = name === undefined ? undefined : { name };
    if (!isExtensionKey(key))
      return { title: numbers.get(key) ?? 'unknown number', kind: 'outside', ...named };
    const extension = key.slice(extensionMark.length);
    if (extension === '') return { title: 'unknown', kind: kinds.get(key) ?? 'extension' };
    // Two of different clients may have the same number.
    const title = shorts.get(shortNumber(key)) === 1 ? shortNumber(extension) : extension;
    return { title, kind: kinds.get(key) ?? 'extension', extension, ...named };
  });
  if (columns.length <= maxLadderColumns) return columns;
  const kept = columns.slice(0, maxLadderColumns - 1);
  return [...kept, { title: `${columns.length - kept.length} more`, kind: 'others' }];
}

function numbersAsSent(call: Call, legs: readonly DrawnLeg[]): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  const add = (number: string | undefined): void => {
    const key = number === undefined ? outsideMark : keyOfNumber(number, new Map());
    if (number !== undefined && !numbers.has(key)) numbers.set(key, number.trim());
  };
  add(call.caller);
  for (const { events } of legs)
    for (const event of events) {
      add(event.sent('CallerIDNum'));
      add(event.sent('CalledNumber'));
    }
  return numbers;
}
