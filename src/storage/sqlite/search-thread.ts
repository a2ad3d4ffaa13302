import { AppError } from '../../errors.ts';
import {
  listedFindings,
  readEvent,
  subjectOf,
  summaryOf,
  type ReadEvent,
} from '../../index/event-view.ts';
import type { Matching, NearMiss, Rows, ShownRow } from '../../index/search-engine.ts';
import { printableJson } from '../../formats/printable.ts';
import { maxPageBytes } from '../../journal/store.ts';
import type { CallFacts } from '../../query/call-facts.ts';
import { needsCalls, type Filter } from '../../query/filter.ts';
import { callTermsHold, isTelling, matches, termResults } from '../../query/match.ts';
import { printTerm } from '../../query/print.ts';
import { HandedOver, serveThread } from '../../threads/thread-channel.ts';
import { CallAnswers } from './call-answers.ts';
import { callCounts, callFacets } from './call-counts.ts';
import { callHistogram } from './call-histogram.ts';
import { formatCursor } from './cursor.ts';
import { histogram } from './index-histogram.ts';
import { indexPath, isDamage } from './index-file.ts';
import { IndexReader, toIndexError } from './index-reader.ts';
import { JournalFollower } from './journal-follower.ts';
import type { SearchCalls, SearchNews } from './search-contract.ts';
import { senderCounts } from './sender-counts.ts';
import { startTurn } from './turn.ts';

let journal: JournalFollower | undefined;
let index: IndexReader | undefined;
let calls: CallAnswers | undefined;

function openJournal(): JournalFollower {
  if (!journal) throw new Error('The journal is not open.');
  return journal;
}

/** Runs a question to the index, with its failures as the index's. */
function asked<T>(question: (index: IndexReader) => T): T {
  if (!index) throw new AppError('index_failed', 'There is no index at the moment.');
  try {
    return atOnce(index, question);
  } catch (error) {
    tellOfDamage(error);
    throw toIndexError(error);
  }
}

/** First the index, so that it knows no event that the journal does not have. */
function atOnce<T>(index: IndexReader, question: (index: IndexReader) => T): T {
  return index.atOnce(() => openJournal().atOnce(() => question(index)));
}

function askedCalls<T>(question: (calls: CallAnswers) => T): T {
  return asked((index) => question((calls ??= new CallAnswers(index, openJournal()))));
}

function tellOfDamage(error: unknown): void {
  if (isDamage(error)) tell({ kind: 'damaged' });
}

/** The events of rows, a few at a time, so that large ones are not all in memory. */
function* read(rows: Rows): Generator<readonly [number, ReadEvent]> {
  const { tag } = openJournal();
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const part = rows.subarray(at, at + rowsAtOnce);
    const seqs = new Map(Array.from(part, (seq) => [formatCursor(tag, seq), seq] as const));
    for (const event of openJournal().get(part))
      yield [seqs.get(event.cursor) ?? 0, readEvent(event)];
  }
}

const rowsAtOnce = 20;

function matching(filter: Filter, rows: Rows, isExact: boolean, nowUs: number): Matching {
  const undecided = isExact ? asked((index) => index.cutRows(rows)) : undefined;
  if (undecided?.size === 0) return { rows, looked: rows.length };
  const toRead = undecided ? rows.filter((row) => undecided.has(row)) : rows;
  const fitting = new Set<number>();
  const isOver = startTurn();
  let looked = rows.length;
  for (const [row, event, call] of readWithCalls(filter, toRead, nowUs)) {
    if (matches(filter, subjectOf(event), call)) fitting.add(row);
    if (!isOver()) continue;
    looked = rows.indexOf(row) + 1;
    break;
  }
  const decided = rows.slice(0, looked);
  return {
    rows: decided.filter((row) => fitting.has(row) || undecided?.has(row) === false),
    looked,
  };
}

/** The events of rows, with what is known of their calls if the filter asks for that; those whose calls do not fit are not even read. */
function* readWithCalls(
  filter: Filter,
  rows: Rows,
  nowUs: number,
): Generator<readonly [number, ReadEvent, CallFacts | undefined]> {
  if (!needsCalls(filter)) {
    for (const [row, event] of read(rows)) yield [row, event, undefined];
    return;
  }
  const facts = askedCalls((calls) => calls.reader.factsOfEvents(rows, nowUs));
  const fitting = rows.filter((row) => callTermsHold(filter, facts.get(row)));
  for (const [row, event] of read(fitting)) yield [row, event, facts.get(row)];
}

function shown(row: number, event: ReadEvent): ShownRow {
  const original = originalOf(row);
  const duplicateOf = original === undefined ? undefined : idOf(original);
  return shownAs(summaryOf(event, duplicateOf), row, event);
}

function withFindings(row: number, event: ReadEvent): ShownRow {
  return shownAs(listedFindings(event), row, event);
}

function shownAs(view: unknown, row: number, { event }: ReadEvent): ShownRow {
  return { row, cursor: event.cursor, json: printableJson(JSON.stringify(view)) };
}

/** Without the index an event is still shown. */
function originalOf(row: number): number | undefined {
  try {
    return index?.duplicateOf(row);
  } catch (error) {
    tellOfDamage(error);
    return undefined;
  }
}

function idOf(seq: number): string | undefined {
  return openJournal().get([seq])[0]?.id;
}

/** Also without an index. */
function show(rows: Rows, toShown: (row: number, event: ReadEvent) => ShownRow): ShownRow[] {
  return index ? atOnce(index, () => pageOf(rows, toShown)) : pageOf(rows, toShown);
}

function pageOf(rows: Rows, toShown: (row: number, event: ReadEvent) => ShownRow): ShownRow[] {
  const page: ShownRow[] = [];
  let bytes = 0;
  for (const [row, event] of read(rows)) {
    const one = toShown(row, event);
    // Reading it may be the larger part.
    bytes += Math.max(one.json.length, event.event.head.length + event.body.length);
    if (bytes > maxPageBytes && page.length > 0) break;
    page.push(one);
  }
  return page;
}

function nearest(filter: Filter, rows: Rows, limit: number): NearMiss[] {
  const misses: { row: number; event: ReadEvent; missed: string[]; distance: number }[] = [];
  for (const [row, event] of read(rows)) {
    const results = termResults(filter, subjectOf(event));
    const wrong = filter.terms.filter((_term, i) => results[i] !== true);
    if (wrong.length === filter.terms.length) continue;
    const distance = wrong.length + tellingWeight * wrong.filter(isTelling).length;
    misses.push({ row, event, missed: wrong.map(printTerm), distance });
    misses.sort((a, b) => a.distance - b.distance || b.row - a.row).splice(limit);
  }
  return misses.map(({ row, event, missed }) => ({ ...shown(row, event), missed }));
}

/** More than a filter has terms. */
const tellingWeight = 1_000;

function moved(rows: Rows): HandedOver<Rows> {
  return new HandedOver(rows, [rows.buffer]);
}

const send = serveThread<SearchCalls>(
  {
    open: (directory) => {
      journal ??= new JournalFollower(directory);
      index?.close();
      index = undefined;
      calls = undefined;
      index = new IndexReader(indexPath(directory), journal);
    },
    release: () => {
      index?.close();
      index = undefined;
      calls = undefined;
    },
    select: (query) => asked((index) => index.select(query)),
    list: ({ after, before, until, order, limit }) => {
      const follower = openJournal();
      const last = Math.min(
        before === undefined ? Infinity : follower.seqOf(before),
        until === undefined ? Infinity : follower.seqOf(until) + 1,
      );
      const first = after === undefined ? 0 : follower.seqOf(after);
      const end = Math.min(last, Number.MAX_SAFE_INTEGER);
      return moved(Float64Array.from(follower.seqs(first, end, order, limit)));
    },
    matching,
    show: (rows) => show(rows, shown),
    findings: (rows) => show(rows, withFindings),
    nearest,
    cursors: (rows) => Array.from(rows, (seq) => formatCursor(openJournal().tag, seq)),
    histogram: (query) => asked((index) => histogram(index, query)),
    facets: (rows) => asked((index) => index.facets(rows)),
    senders: (limit) => asked((index) => senderCounts(index, openJournal().tag, limit)),
    duplicateOf: (cursor) => {
      const seq = openJournal().seqOf(cursor);
      const original = asked((index) => index.duplicateOf(seq));
      return original === undefined ? undefined : idOf(original);
    },
    selectCalls: (query) => askedCalls((calls) => calls.select(query)),
    matchingCalls: (filter, rows, nowUs, decided) =>
      askedCalls((calls) => calls.matching(filter, rows, nowUs, decided)),
    showCalls: (rows, nowUs) => askedCalls((calls) => calls.show(rows, nowUs)),
    callFindings: (rows, nowUs) => askedCalls((calls) => calls.findings(rows, nowUs)),
    callNamed: (id) => askedCalls((calls) => calls.named(id)),
    showCall: (row, nowUs) => askedCalls((calls) => calls.showOne(row, nowUs)),
    touchedCalls: (after, until) => askedCalls((calls) => calls.touched(after, until)),
    callFacets: (rows, nowUs) => asked((index) => callFacets(index, rows, nowUs)),
    callHistogram: (query) => asked((index) => callHistogram(index, query)),
    callCounts: (nowUs) => asked((index) => callCounts(index, nowUs)),
  },
  () => {
    index?.close();
    journal?.close();
  },
);

function tell(news: SearchNews): void {
  send(news);
}
