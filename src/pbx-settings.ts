import * as value from './setting-values.ts';

/** The settings of `pbx`: rows of the table in `config.ts`. */
export const pbxSettings = {
  listen: {
    value: 'HOST:PORT',
    parse: value.parseHostPort,
    default: '127.0.0.1:8082',
    help: "Where the PBX's own API listens. On a loopback address only this machine reaches it.",
  },
  client: {
    value: 'ID:SECRET',
    parse: parseClient,
    help: 'The App ID and App Secret that get a token. Unset: any. Other users of the machine see a flag; the variable is not seen.',
  },
  tokenLife: {
    value: 'SPAN',
    parse: parseLife,
    default: '1h',
    help: 'How long a token is valid, from 1s to 30d.',
  },
  requestsPerHour: {
    value: 'N',
    parse: value.parseCount(1, 100_000_000),
    default: '100000',
    help: 'How many requests a client has in an hour; those beyond are answered 429.',
  },
  maxSubscriptions: {
    value: 'N',
    parse: value.parseCount(1, 10_000),
    default: '1000',
    help: 'How many events can be monitored: subscriptions, of all extensions together.',
  },
  phones: {
    value: 'N',
    parse: value.parseCount(0, 1_000),
    default: '0',
    help: 'So many more phones in the numbering plan: 1001 and on, with the ids 101001 and on.',
  },
  state: {
    value: 'FILE',
    parse: value.parseText,
    help: 'Keep subscriptions and their ids in this file over a restart. Unset: in memory.',
  },
  coping: {
    value: 'HOW',
    parse: parseCoping,
    default: 'none',
    help: 'What is done when an event is not answered with a 2xx: none, or fixed:SPAN, for example fixed:30s, to send it again every so often.',
  },
  attempts: {
    value: 'N',
    parse: value.parseCount(1, 100),
    default: '5',
    help: 'How often an event is sent in all, at most, with --coping fixed.',
  },
  allowTarget: {
    value: 'HOSTS',
    parse: value.parseHosts,
    default: '',
    help: 'Names or addresses, with commas between, that events may be sent to beside this machine itself.',
  },
};

/** What may come between two attempts of one event. */
type Coping = 'none' | { readonly everyMs: number };

function parseCoping(text: string): Coping {
  if (text === 'none') return text;
  const span = /^fixed:(.+)$/.exec(text)?.[1];
  const everyMs = span === undefined ? 0 : msOf(span);
  if (everyMs < 1 || everyMs > dayMs)
    throw value.allowed('none, or fixed: with a span from 1ms to 1d, for example fixed:30s');
  return { everyMs };
}

function parseLife(text: string): number {
  const ms = msOf(text);
  if (ms < 1_000 || ms > 30 * dayMs) throw value.allowed('a span from 1s to 30d, for example 1h');
  return ms;
}

function parseClient(text: string): { readonly id: string; readonly secret: string } {
  const [, id, secret] = /^([^:\s]{1,200}):(\S{1,200})$/.exec(text) ?? [];
  if (id === undefined || secret === undefined)
    throw value.allowed('an id and a secret with a colon between, for example app-1:s3cret');
  return { id, secret };
}

const dayMs = 86_400_000;

/** 0 if it is no span. */
function msOf(text: string): number {
  try {
    return value.parseDurationMs(text);
  } catch {
    return 0;
  }
}
