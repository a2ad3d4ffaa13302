import { createAccessLineParser } from './access-line.ts';
import { fastCgiMessages, parseErrorLogLine } from './error-log-line.ts';

/** What a file of requests may be. */
export type LineFormat = 'access-log' | 'phplog' | 'ndjson';

/**
 * Which format most of the lines are in; undefined if none of them is in any.
 * @param lines the first of a file, one character for each byte; twenty that are not empty are looked at
 */
export function detectFormat(lines: Iterable<string>): LineFormat | undefined {
  const counts = new Map<LineFormat, number>();
  const parseAccessLine = createAccessLineParser();
  let looked = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const format = formatOf(line, parseAccessLine);
    if (format !== undefined) counts.set(format, (counts.get(format) ?? 0) + 1);
    if (++looked === 20) break;
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best?.[0];
}

function formatOf(
  line: string,
  parseAccessLine: ReturnType<typeof createAccessLineParser>,
): LineFormat | undefined {
  if (/^\s*\{\s*"/.test(line)) return 'ndjson';
  if (fastCgiMessages(line) ?? parseErrorLogLine(line)) return 'phplog';
  return typeof parseAccessLine(line) === 'string' ? undefined : 'access-log';
}
