import { hash } from 'node:crypto';
import { ask } from '../api/client.ts';
import type { Connection } from '../api/client-request.ts';
import type { ResolvedConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { painter } from '../formats/paint.ts';
import { printableJson } from '../formats/printable.ts';
import { isUnread } from '../formats/read-line.ts';
import { createImport } from '../journal/imported.ts';
import { askServer } from './client-command.ts';
import { ImportReport } from './import-report.ts';
import { ImportSender } from './import-sender.ts';
import { outputForm } from './output-form.ts';
import { createProgress } from './progress.ts';
import { readRequests } from './request-file.ts';
import type { Shell } from './shell.ts';

/**
 * Reads the requests of files, has a server store those it does not have, and prints what became of them.
 * @returns 1 if a line could not be read or was refused, else 0
 * @throws {AppError} `usage`, `file_unusable`, and as `failureOf`: what was stored by then stays
 */
export async function importFiles(
  resolved: ResolvedConfig,
  shell: Shell,
  files: readonly string[],
): Promise<number> {
  if (files.indexOf('-') !== files.lastIndexOf('-'))
    throw new AppError('usage', 'Standard input (-) can be read only once.');
  const form = outputForm(resolved, ['line', 'json'], 'line');
  const paint = painter(shell.stdout.useColor);
  const reports: ImportReport[] = [];
  return askServer(resolved, shell, '', async (connection) => {
    // Whoever may not import is told before anything is read.
    await ask(connection, 'cursor', {});
    for (const file of files) {
      const report = new ImportReport(file);
      await importFile(resolved, shell, connection, file, report);
      if (connection.signal.aborted) return 0;
      if (form === 'line') shell.stdout.write(report.text(paint));
      reports.push(report);
    }
    const json = reports.map((report) => report.json);
    if (form === 'json') shell.stdout.write(`${printableJson(JSON.stringify(json))}\n`);
    return reports.every(({ isComplete }) => isComplete) ? 0 : 1;
  });
}

async function importFile(
  { config }: ResolvedConfig,
  shell: Shell,
  connection: Connection,
  file: string,
  report: ImportReport,
): Promise<void> {
  const progress = createProgress(shell.stderr);
  const show = (): void => {
    progress.show(report.state);
  };
  const sender = new ImportSender(connection, report, show);
  const toCapture = createImport({
    hash: (text) => hash('sha256', text, 'buffer'),
    receivedAtUs: Date.now() * 1000,
  });
  let isWhole = false;
  try {
    const reads = readRequests(file, shell, {
      path: config.receivePath,
      progress: report.progress,
      ...(config.format === 'auto' ? {} : { format: config.format }),
    });
    for await (const read of reads) {
      if (connection.signal.aborted) break;
      if (report.progress.lines % linesALook === 0) show();
      if (isUnread(read)) {
        report.unread(read);
        continue;
      }
      if (read.bodyIsLost) report.bodiesLost++;
      await sender.add(toCapture(read), read.lineNumber);
    }
    if (!connection.signal.aborted) await sender.finish();
    isWhole = !connection.signal.aborted;
  } finally {
    progress.end();
    if (!isWhole && report.progress.lines > 0)
      shell.stderr.write(
        `${report.state}; not to its end. Import it again: nothing is stored twice.\n`,
      );
  }
}

/** Of a file that is all broken no answer shows how far it is. */
const linesALook = 1_000;
