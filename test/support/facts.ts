import type { Fact } from '../../src/journal/fact.ts';

/** A fact with only what every fact has. */
export const plainFact: Fact = {
  kind: 'deletion',
  atUs: 1,
  reason: 'retention',
  message: 'Some went.',
};

/** A fact with all that a fact can have. */
export const fullFact: Fact = {
  kind: 'refusal',
  atUs: 1_700_000_000_000_001,
  reason: 'body_too_large',
  message: 'The body is larger than 1 MiB.',
  peer: '[2001:db8::1]:9',
  status: 413,
  bytes: new Uint8Array([0, 13, 10, 255]),
  count: 0,
};
