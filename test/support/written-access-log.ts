import { closeSync, openSync, writeSync } from 'node:fs';
import { eventTarget } from './call-events.ts';

/** How many lines of each kind an access log has. */
export interface WrittenAccessLog {
  readonly bytes: number;
  readonly lines: number;
  /** Requests under `/fordel`, some of them the same in the same second. */
  readonly requests: number;
  /** Requests of others. */
  readonly others: number;
  /** Lines that nobody can read. */
  readonly broken: number;
}

/** Writes an access log of at least so many bytes, always the same: of a hundred lines five are broken and three are other requests. */
export function writeAccessLog(file: string, leastBytes: number): WrittenAccessLog {
  const counts = { bytes: 0, lines: 0, requests: 0, others: 0, broken: 0 };
  const handle = openSync(file, 'wx');
  try {
    let text = '';
    for (let n = 0; counts.bytes + text.length < leastBytes; n++) {
      const kind = n % 100;
      text += `${lineOf(n, kind)}\n`;
      counts.lines++;
      if (kind < 5) counts.broken++;
      else if (kind < 8) counts.others++;
      else counts.requests++;
      if (text.length < partLength) continue;
      counts.bytes += writeSync(handle, text, undefined, 'latin1');
      text = '';
    }
    counts.bytes += writeSync(handle, text, undefined, 'latin1');
  } finally {
    closeSync(handle);
  }
  return counts;
}

const partLength = 1 << 20;

function lineOf(n: number, kind: number): string {
  // The tenth line of a hundred is the ninth again.
  const m = kind === 9 ? n - 1 : n;
  const whole = formatLine(m, kind >= 5 && kind < 8 ? '/robots.txt' : eventTarget(m));
  switch (kind) {
    case 0:
      return whole.slice(0, 20);
    case 1:
      return whole.slice(0, 90);
    case 2:
      return whole.replace(/\[\d\d\/\w+/, '[31/Feb');
    case 3:
      return `\x00\xff\x1b[31m${whole.slice(50, 120)}`;
    case 4:
      return whole.replace(' HTTP/1.1', '');
    default:
      return whole;
  }
}

function formatLine(n: number, target: string): string {
  const [, date = '', time = ''] =
    /^(.{10})T(.{8})/.exec(new Date(firstMs + Math.floor(n / linesASecond) * 1000).toISOString()) ??
    [];
  const [year = '', , day = ''] = date.split('-');
  return `213.170.84.${n % 250} - - [${day}/Nov/${year}:${time} +0000] "GET ${target} HTTP/1.1" 200 2 "-" "Asterisk PBX"`;
}

/** A month is long enough for all of them to be in it. */
const firstMs = Date.UTC(2025, 10, 1);
/** So that equal requests share a second. */
const linesASecond = 200;
