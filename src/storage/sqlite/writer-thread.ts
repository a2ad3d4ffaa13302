import type { Cursor } from '../../journal/event.ts';
import type { Fact } from '../../journal/fact.ts';
import type { PackedCaptures } from './packed-captures.ts';
import { serveThread } from '../../threads/thread-channel.ts';
import { Writer, type WriterOptions } from './writer.ts';

/** What the writer thread does, one call after another. `open` comes first. */
export type WriterCalls = {
  open: (options: WriterOptions) => void;
  append: (packed: PackedCaptures, storedAtUs: number) => Cursor[];
  prune: (beforeUs: number, limit: number, nowUs: number) => number;
  remove: (cursors: readonly Cursor[], reason: string, nowUs: number) => number;
  note: (facts: readonly Fact[]) => void;
  notePartialCalls: (cursors: readonly Cursor[]) => void;
};

let writer: Writer | undefined;

function opened(): Writer {
  if (!writer) throw new Error('The writer is not open.');
  return writer;
}

serveThread<WriterCalls>(
  {
    open: async (options) => {
      writer = await Writer.open(options);
    },
    append: (packed, storedAtUs) => opened().append(packed, storedAtUs),
    prune: (beforeUs, limit, nowUs) => opened().prune(beforeUs, limit, nowUs),
    remove: (cursors, reason, nowUs) => opened().remove(cursors, reason, nowUs),
    note: (facts) => opened().note(facts),
    notePartialCalls: (cursors) => opened().notePartialCalls(cursors),
  },
  () => writer?.close(),
);
