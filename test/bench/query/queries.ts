import { callerOf, callIdOf, myidOf, rareWord } from './traffic.ts';

/** What a user of the page or the API asks; `n` varies it, so that no two samples ask the same where that makes a difference. */
export interface Query {
  readonly name: string;
  readonly path: (n: number) => string;
}

/** All questions, in the order of the report. @param calls how many are stored: their numbers are what is asked for */
export function queriesOf(calls: number, fromUs: number): readonly Query[] {
  const call = (n: number): number => (n * 7_907 + 13) % calls;
  const iso = (atUs: number): string => new Date(atUs / 1000).toISOString();
  const hour = (n: number): string => {
    const startUs = fromUs + ((n % 23) + 0.5) * hourUs;
    return `type:hangup after:${iso(startUs)} before:${iso(startUs + hourUs)}`;
  };
  const events = (name: string, q: (n: number) => string): Query => ({
    name,
    path: (n) => `/api/v1/events?limit=50&q=${encodeURIComponent(q(n))}`,
  });
  const ofCalls = (name: string, q: (n: number) => string): Query => ({
    name,
    path: (n) => `/api/v1/calls?limit=50&q=${encodeURIComponent(q(n))}`,
  });
  const counts = (name: string, route: string, q: (n: number) => string = () => ''): Query => ({
    name,
    path: (n) => `/api/v1/${route}&q=${encodeURIComponent(q(n))}`,
  });
  return [
    events('newest page', () => ''),
    events('newest page by myid', (n) => `myid:${myidOf(n)}`),
    events('by call', (n) => `call:${callIdOf(call(n))}`),
    events('by type and hour', hour),
    events('number, its last 7 digits', (n) => `num:${callerOf(call(n)).slice(-7)}`),
    events('number, num:7812*', () => 'num:7812*'),
    events('number, a rare beginning', (n) => `num:${callerOf(call(n)).slice(0, 9)}*`),
    events('text, a frequent word', () => 'answer'),
    events('text, a rare word', () => rareWord),
    events('text, no such word', (n) => `nobody${n}`),
    events('text, two words', () => 'smith john'),
    events('text, two words, one rare', () => `smith ${rareWord}`),
    events('text, Cyrillic', () => 'щербаков'),
    events('text, Cyrillic, two words', () => 'щербаков анна'),
    events('text in an hour', (n) => `${hour(n)} щербаков`),
    events('text and myid', (n) => `myid:${myidOf(n)} щербаков`),
    counts('histogram of 24 h', 'histogram?bucket=5m&by=type'),
    counts('histogram of 24 h by myid', 'histogram?bucket=5m&by=myid'),
    counts('facets, empty', 'facets?'),
    counts('facets by type', 'facets?', () => 'type:hangup'),
    counts('facets by text', 'facets?', () => 'щербаков'),
    events('events of missed calls', () => 'outcome:missed type:hangup'),
    ofCalls('newest calls', () => ''),
    ofCalls('calls missed in a day', () => 'outcome:missed after:-1d'),
    ofCalls('calls of num:7812*', () => 'num:7812*'),
    ofCalls('calls of a number', (n) => `num:${callerOf(call(n)).slice(-7)}`),
    ofCalls('calls by myid, talked > 30 s', (n) => `myid:${myidOf(n)} duration:>30s`),
    ofCalls('calls by a rare word', () => rareWord),
    { name: 'one call with its events', path: (n) => `/api/v1/calls/${callIdOf(call(n))}` },
    counts('findings', 'findings?limit=50'),
    counts('calls in 24 h by outcome', 'histogram?bucket=5m&by=outcome'),
    counts('facets of calls', 'facets?of=calls'),
  ];
}

const hourUs = 3_600_000_000;
