/** An error that the PBX's API answers: its message is the `message` of the JSON. It is safe to show to whoever asked. */
export class ApiRefusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 429 | 500;
  readonly headers: Readonly<Record<string, string>>;
  /** What stands in the JSON beside the message. */
  readonly more: Readonly<Record<string, string>>;

  constructor(
    status: ApiRefusal['status'],
    message: string,
    { headers = {}, more = {} }: Partial<Pick<ApiRefusal, 'headers' | 'more'>> = {},
  ) {
    super(message);
    this.name = 'ApiRefusal';
    this.status = status;
    this.headers = headers;
    this.more = more;
  }
}

/** The words of the vendor. */
export function notFound(): ApiRefusal {
  return new ApiRefusal(404, 'Not found');
}

/** Something a caller sent, short enough to be said back. */
export function shown(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

const maxShown = 60;
