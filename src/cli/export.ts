import { openExport, type ExportFormat } from '../api/client.ts';
import { toApiError } from '../api/client-request.ts';
import type { ResolvedConfig } from '../config.ts';
import { printable } from '../formats/printable.ts';
import { askServer } from './client-command.ts';
import { openExportFile } from './export-file.ts';
import { outputForm } from './output-form.ts';
import { createProgress } from './progress.ts';
import type { DataOutput, Shell } from './shell.ts';

/** Writes all events that match, the oldest first, to standard output or into `--file`. */
export function exportEvents(
  resolved: ResolvedConfig,
  shell: Shell,
  filter: string,
  isForced: boolean,
): Promise<number> {
  const { file, after } = resolved.config;
  const form = outputForm(resolved, ['ndjson', 'csv', 'phplog'], formOf(file));
  return askServer(resolved, shell, filter, async (connection) => {
    const progress = createProgress(shell.stderr);
    try {
      await using target =
        file === undefined ? standardOutput(shell.stdout) : await openExportFile(file, isForced);
      const body = await openExport(connection, form, { q: filter, after });
      let bytes = 0;
      for await (const chunk of untilItBreaks(body)) {
        await target.write(chunk);
        bytes += chunk.length;
        // Not between the lines of what it is about.
        if (file !== undefined || !shell.stdout.isTerminal)
          progress.show(`${(bytes / 1e6).toFixed(1)} MB`);
      }
      if (connection.signal.aborted) return 0;
      await target.finish();
      progress.end();
      if (file !== undefined && shell.stderr.isTerminal)
        shell.stderr.write(`${bytes} bytes in ${file}\n`);
      return 0;
    } finally {
      progress.end();
    }
  });
}

function formOf(file: string | undefined): ExportFormat {
  if (file?.endsWith('.csv')) return 'csv';
  return file?.endsWith('.phplog') ? 'phplog' : 'ndjson';
}

/** An answer that breaks off is a failure of the server, whoever reads it. */
async function* untilItBreaks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const chunk = await reader.read().catch((error: unknown) => {
        throw toApiError(error);
      });
      if (chunk.done) return;
      yield chunk.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** On a terminal whatever it would obey is escaped. */
function standardOutput(stdout: DataOutput): Awaited<ReturnType<typeof openExportFile>> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    write: (chunk) => {
      const text = decoder.decode(chunk, { stream: true });
      stdout.write(stdout.isTerminal ? text.replace(notLineEnd, printable) : text);
      return stdout.drained();
    },
    finish: () => {
      stdout.write(decoder.decode());
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Between line ends; a CR belongs to one only before its LF. */
const notLineEnd = /(?:(?!\r?\n)[^])+/g;
