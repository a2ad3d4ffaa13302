import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median, percentile } from './statistics.ts';

const writeBytes = 16 * 1024;

/** What a flush costs on this disk now: write 16 KiB and fsync, in µs. Overwriting spares the file system its journal. */
export interface SyncProbe {
  readonly appendP50Us: number;
  readonly appendP99Us: number;
  readonly overwriteP50Us: number;
  readonly overwriteP99Us: number;
}

export function probeSync(directory: string, times: number): SyncProbe {
  const path = join(directory, 'sync-probe');
  const file = openSync(path, 'w', 0o600);
  try {
    const append = measure(file, times, (index) => index * writeBytes);
    const overwrite = measure(file, times, () => 0);
    return {
      appendP50Us: median(append),
      appendP99Us: percentile(append, 0.99),
      overwriteP50Us: median(overwrite),
      overwriteP99Us: percentile(overwrite, 0.99),
    };
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

function measure(file: number, times: number, place: (index: number) => number): number[] {
  const bytes = Buffer.alloc(writeBytes, 'x');
  return Array.from({ length: times }, (_, index) => {
    const startedAt = performance.now();
    writeSync(file, bytes, 0, writeBytes, place(index));
    fsyncSync(file);
    return (performance.now() - startedAt) * 1000;
  });
}
