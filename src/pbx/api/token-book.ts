import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { ApiRefusal } from './refusal.ts';

/** The App ID and App Secret of the one application that may ask. */
export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

export interface IssuedToken {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

/** Access tokens: in memory, so that a restart ends them, as the vendor says may happen at any time. */
export class TokenBook {
  readonly #client: ClientCredentials | undefined;
  readonly #lifeMs: number;
  readonly #nowMs: () => number;
  /** All live equally long, so the first one here expires first. */
  readonly #tokens = new Map<string, { readonly client: string; readonly expiresAtMs: number }>();

  /** @param options.client if absent, whoever says who he is gets a token */
  constructor(options: {
    readonly client?: ClientCredentials | undefined;
    readonly lifeMs: number;
    readonly nowMs: () => number;
  }) {
    this.#client = options.client;
    this.#lifeMs = options.lifeMs;
    this.#nowMs = options.nowMs;
  }

  /** @throws {ApiRefusal} 401 if the credentials are not those of the client */
  issue({ id, secret }: ClientCredentials): IssuedToken {
    if (this.#client !== undefined && !isSame(this.#client, { id, secret }))
      throw new ApiRefusal(401, 'The client_id or client_secret is wrong', {
        more: { error: 'invalid_client' },
      });
    const token = randomBytes(24).toString('base64url');
    this.#forget();
    this.#tokens.set(token, { client: id, expiresAtMs: this.#nowMs() + this.#lifeMs });
    return {
      access_token: token,
      expires_in: Math.floor(this.#lifeMs / 1_000),
      token_type: 'Bearer',
    };
  }

  /**
   * Who asks.
   * @param authorization the header
   * @throws {ApiRefusal} 401
   */
  clientOf(authorization: string | undefined): string {
    const token = /^Bearer +([\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined)
      throw unauthorized('A token is needed: Authorization: Bearer …, from POST /oauth/token');
    const known = this.#tokens.get(token);
    if (known === undefined || known.expiresAtMs <= this.#nowMs())
      throw unauthorized('The token is unknown or has expired; ask POST /oauth/token for another');
    return known.client;
  }

  #forget(): void {
    for (const [token, { expiresAtMs }] of this.#tokens) {
      if (expiresAtMs > this.#nowMs() && this.#tokens.size < maxTokens) return;
      this.#tokens.delete(token);
    }
  }
}

/** Beyond these the oldest ends early. */
const maxTokens = 1_000;

function unauthorized(message: string): ApiRefusal {
  return new ApiRefusal(401, message, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

function isSame(known: ClientCredentials, given: ClientCredentials): boolean {
  const digest = ({ id, secret }: ClientCredentials): Buffer =>
    createHash('sha256')
      .update(JSON.stringify([id, secret]))
      .digest();
  return timingSafeEqual(digest(known), digest(given));
}
