import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';

/** What a browser may show to be logged in. */
type LoginProof = { readonly code: string } | { readonly token: string };

/** The door for browsers: a code that opens it once, soon after the start, or the token. */
export interface Login {
  /** For the link that `serve` prints. */
  readonly code: string;
  /** Spends the code if that is the proof. @throws {AppError} `unauthorized`; for a wrong one after 20 such in a minute `too_many_tries` */
  check(proof: LoginProof): void;
}

export function createLogin(options: {
  readonly token: string;
  readonly nowUs: () => number;
}): Login {
  const { nowUs } = options;
  const code = randomBytes(32).toString('base64url');
  const tokenDigest = digest(options.token);
  const codeDigest = digest(code);
  const codeEndsAtUs = nowUs() + codeLifeUs;
  let isSpent = false;
  let wrongTries = 0;
  let countedFromUs = nowUs();

  const isRight = (proof: LoginProof): boolean => {
    if ('token' in proof) return timingSafeEqual(digest(proof.token), tokenDigest);
    const isCode = timingSafeEqual(digest(proof.code), codeDigest);
    if (!isCode || isSpent || nowUs() >= codeEndsAtUs) return false;
    isSpent = true;
    return true;
  };
  return {
    code,
    check: (proof) => {
      // First: were others' wrong tries held against the right one, anybody could keep everybody out.
      if (isRight(proof)) return;
      if (nowUs() - countedFromUs >= triesSpanUs) {
        wrongTries = 0;
        countedFromUs = nowUs();
      }
      if (wrongTries >= maxWrongTries)
        throw new AppError('too_many_tries', 'Too many wrong tries; wait a minute.');
      wrongTries++;
      throw new AppError('unauthorized', 'code' in proof ? wrongCode : wrongToken);
    },
  };
}

/** Time to change from the terminal to the browser. */
const codeLifeUs = 10 * 60e6;
/** A person who pastes the wrong thing tries a few times; who goes on is no person, and is told to slow down. */
const maxWrongTries = 20;
const triesSpanUs = 60e6;

const wrongCode =
  'This link was used before, or is older than 10 minutes, or of an earlier start. Log in with the token, or start again for a new link.';
const wrongToken = 'This is not the token. "ringlog token" prints it.';

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
