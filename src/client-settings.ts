import * as value from './setting-values.ts';

/** The settings of the commands that ask a server: rows of the table in `config.ts`. */
export const clientSettings = {
  server: {
    value: 'URL',
    parse: value.parseBaseUrl,
    default: 'http://127.0.0.1:8081',
    help: 'The inspector that a client command asks.',
  },
  wait: {
    parse: value.parseSwitch,
    default: 'false',
    help: 'Wait until the server is ready.',
  },
  timeout: {
    value: 'SPAN',
    parse: value.parseDurationMs,
    default: '30s',
    help: 'How long a client command waits at most; pbx: for the answer to an event.',
  },
  output: {
    value: 'FORM',
    short: 'o',
    parse: value.oneOf('auto', 'pretty', 'line', 'json', 'ndjson', 'csv', 'phplog', 'junit'),
    default: 'auto',
    help: 'What a command prints: pretty, line, json (one document), ndjson (a line an event), csv, phplog, or junit (lint). auto: pretty on a terminal, else line; for export ndjson.',
  },
  limit: {
    value: 'N',
    parse: value.parseCount(1, 1_000_000),
    default: '50',
    help: 'How many events, calls or findings are printed at most.',
  },
  order: {
    value: 'ORDER',
    parse: value.oneOf('newest', 'oldest'),
    default: 'newest',
    help: 'What ls begins with: newest, or oldest, which --after implies.',
  },
  after: {
    value: 'CURSOR',
    parse: value.parseCursor,
    help: 'Only what was stored after this cursor; "ringlog cursor" prints the newest. An empty one is the very start.',
  },
  count: {
    value: 'N',
    parse: value.parseCount(1, 1000),
    default: '1',
    help: 'How many events have to match before wait ends.',
  },
  lines: {
    value: 'N',
    short: 'n',
    parse: value.parseCount(0, 1000),
    default: '10',
    help: 'How many stored events, or calls, tail prints first; with --after it begins there.',
  },
  file: {
    value: 'FILE',
    parse: value.parseText,
    help: 'Write the export into this file, which appears when it is complete.',
  },
  format: {
    value: 'FORM',
    parse: value.oneOf('auto', 'access-log', 'phplog', 'ndjson'),
    default: 'auto',
    help: 'What the files are that import reads: access-log, phplog (a PHP error_log), or ndjson (an export or event log). auto: as the first lines of each tell.',
  },
};
