import type { IncomingMessage } from 'node:http';

/** All values of a header, in order. `request.headers` would drop or join the second one, and two are what a check must see. */
export function headerValues(
  { rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>,
  lowerCaseName: string,
): string[] {
  return rawHeaders.filter(
    (_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === lowerCaseName,
  );
}
