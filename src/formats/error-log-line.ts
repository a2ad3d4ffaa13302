import { civilMs, fractionUs, monthOf } from './read-time.ts';

/** A line of an error log with a script's messages, taken apart. Strings have one character for each byte. */
export interface ErrorLogLine {
  /** Local time in ms since 1970 as if it were UTC. Undefined if there is no such time. */
  readonly localMs: number | undefined;
  /** What the stamp has beyond the seconds; undefined if they are all. */
  readonly fractionUs?: number;
  /** As the stamp names it. */
  readonly zone?: string;
  /** `address:port` of the client, where a web server wrote it. */
  readonly client?: string;
  /** What the script wrote. */
  readonly messages: readonly string[];
  /** A web server escaped them. */
  readonly isEscaped?: true;
}

/**
 * Takes a line of an error log apart, in any of the forms in which `error_log` of PHP ends up: that of PHP's own web server
 * (`[Tue May 30 15:07:50 2017] …`), a file of PHP (`[30-May-2017 15:07:50 UTC] …`), the log of php-fpm (`… said into stderr: "…"`), of
 * Apache (`[…] [php:notice] [pid 7] [client …] …`) and of nginx (`2017/05/30 15:07:50 [error] … stderr: "PHP message: …"`). The text of a
 * message may go on in lines that have no such beginning. Undefined for those and for whatever else it may be.
 */
export function parseErrorLogLine(text: string): ErrorLogLine | undefined {
  return parseBracketed(text) ?? parseNginx(text);
}

/** Whether a line was meant to begin with a time. */
export function looksStamped(text: string): boolean {
  return /^\[(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\d\d?-)/.test(text);
}

function parseBracketed(text: string): ErrorLogLine | undefined {
  const stamp = text.slice(0, maxStampLength);
  const parts = (asctime.exec(stamp) ?? phpStamp.exec(stamp))?.groups;
  if (parts === undefined) return undefined;
  const { all = '', fraction, zone } = parts;
  return {
    localMs: localMs(parts),
    ...(fraction === undefined ? undefined : { fractionUs: fractionUs(fraction) }),
    ...(zone === undefined ? undefined : { zone }),
    ...messagesOf(text.slice(all.length)),
  };
}

/** The longest name of a zone has 32 characters. */
const maxStampLength = 80;

const asctime =
  /^(?<all>\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]?\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))? (?<year>\d{4})\](?: |$))/;
const phpStamp =
  /^(?<all>\[(?<day>\d\d?)-(?<month>[A-Z][a-z]{2})-(?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?(?: (?<zone>[\w/+:-]{1,40}))?\](?: |$))/;
const nginxStamp =
  /^(?<year>\d{4})\/(?<month>\d\d)\/(?<day>\d\d) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d) \[\w+\] /;

function localMs(parts: Readonly<Record<string, string | undefined>>): number | undefined {
  const { month = '' } = parts;
  return civilMs({
    year: Number(parts['year']),
    month: /\d/.test(month) ? Number(month) : monthOf(month),
    day: Number(parts['day']),
    hour: Number(parts['hour']),
    minute: Number(parts['minute']),
    second: Number(parts['second']),
  });
}

/** What stands behind a time in brackets. */
function messagesOf(rest: string): Pick<ErrorLogLine, 'messages' | 'client' | 'isEscaped'> {
  const apache = apachePrefix.exec(rest);
  if (apache !== null) {
    const { client } = apache.groups ?? {};
    return {
      messages: [rest.slice(apache[0].length).replace(/, referer: .*$/s, '')],
      ...(client === undefined ? undefined : { client }),
      isEscaped: true,
    };
  }
  const fpm = fpmPrefix.exec(rest);
  if (fpm === null) return { messages: [rest.replace(phpMessage, '')] };
  const said = rest.slice(fpm[0].length, rest.endsWith('"') ? -1 : undefined);
  return { messages: [said.replace(phpMessage, '')] };
}

const apachePrefix =
  /^\[(?:\w+:)?\w+\] (?=\[(?:pid|client) )(?:\[pid [\d:tid ]+\] )?(?:\[client (?<client>[^\] ]+)\] )?/;
const fpmPrefix = /^WARNING: \[pool [^\]]*\] child \d+ said into stderr: "/;
const phpMessage = /^(?:NOTICE: )?PHP message: /;

/** Takes what a line has of the messages of a FastCGI server, the first or a later one of the same request. */
export function fastCgiMessages(text: string): readonly string[] | undefined {
  if (!text.startsWith('PHP message: ')) return undefined;
  const end = text.lastIndexOf('" while ');
  return text.slice('PHP message: '.length, end < 0 ? undefined : end).split(/;? ?PHP message: /);
}

function parseNginx(text: string): ErrorLogLine | undefined {
  const parts = nginxStamp.exec(text.slice(0, maxStampLength))?.groups;
  const saidAt = parts === undefined ? -1 : text.indexOf(fastCgi);
  if (parts === undefined || saidAt < 0) return undefined;
  const client = /, client: (?<client>[\w.:]+),/.exec(text.slice(text.lastIndexOf('" while ')))
    ?.groups?.['client'];
  return {
    localMs: localMs(parts),
    messages: fastCgiMessages(text.slice(saidAt + fastCgi.length)) ?? [],
    ...(client === undefined
      ? undefined
      : { client: client.includes(':') ? `[${client}]:0` : `${client}:0` }),
  };
}

const fastCgi = 'FastCGI sent in stderr: "';
