import { hash } from 'node:crypto';
import type { ImportResult } from '../api/import-routes.ts';
import { AppError, toAppError } from '../errors.ts';
import { NdjsonReader } from '../formats/ndjson-reader.ts';
import { isUnread, type ReadRequest } from '../formats/read-line.ts';
import { splitLines } from '../formats/split-lines.ts';
import { createImport } from '../journal/imported.ts';
import { maxImportBatch, type ImportedCapture, type ImportLane } from './import-lane.ts';
import { ImportTally } from './import-tally.ts';

/**
 * Stores the requests of lines of JSON that arrive. A line that is none is told, and the rest goes on. While a batch is being stored the next
 * one is read, and nothing beyond it: so two batches and a line are held, however long the body is.
 * @param chunks one character for each byte
 * @param options `nowUs`: of lines that do not tell their time, µs since 1970 UTC. `signal`: nobody waits for it any more
 * @throws {AppError} what ends it early, with how many were `stored` and `known` by then in its details
 */
export async function importLines(
  chunks: AsyncIterable<string>,
  lane: ImportLane,
  { nowUs, signal }: { readonly nowUs: number; readonly signal: AbortSignal },
): Promise<ImportResult> {
  const tally = new ImportTally();
  let storing = Promise.resolve();
  try {
    for await (const batch of batchesOf(chunks, nowUs, tally)) {
      await storing;
      storing = lane.append(batch, tally, signal);
      // It is awaited before the next one; until then it must not be taken for forgotten.
      storing.catch(() => undefined);
    }
    await storing;
    return tally.result;
  } catch (thrown) {
    await storing.catch(() => undefined); // It is `thrown`, or of a batch before it.
    const error = toAppError(thrown);
    const { stored, known } = tally;
    throw new AppError(error.code, `${error.message} Stored before that: ${stored}.`, {
      cause: error.cause,
      details: { stored, known },
    });
  }
}

async function* batchesOf(
  chunks: AsyncIterable<string>,
  nowUs: number,
  tally: ImportTally,
): AsyncGenerator<readonly ImportedCapture[], void, undefined> {
  const reader = new NdjsonReader();
  const toCapture = createImport({
    hash: (text) => hash('sha256', text, 'buffer'),
    receivedAtUs: nowUs,
  });
  let batch: ImportedCapture[] = [];
  let bytes = 0;
  for await (const line of splitLines(chunks, maxLineBytes)) {
    const reads = isUnread(line) ? [line] : reader.line(line.text, line.lineNumber);
    for (const read of reads) {
      const why = isUnread(read) ? read.reason : wrongAddress(read);
      if (why !== undefined || isUnread(read)) {
        tally.refuse(read.lineNumber, why ?? '');
        continue;
      }
      const capture = toCapture(read);
      batch.push({ lineNumber: read.lineNumber, capture });
      bytes += capture.head.length + capture.body.length;
    }
    if (batch.length < maxImportBatch && bytes < maxBatchBytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Nothing else bounds these. */
function wrongAddress({ peer = '', forwardedPeer = '' }: ReadRequest): string | undefined {
  return Math.max(peer.length, forwardedPeer.length) > maxAddressLength
    ? `Its peer is longer than ${maxAddressLength} characters.`
    : undefined;
}

/** A body of 2 MiB, twice what is received by default, in Base64, and its head. */
const maxLineBytes = 3 << 20;
const maxBatchBytes = 4 << 20;
/** An IPv6 address with a zone and a port has fewer. */
const maxAddressLength = 100;
