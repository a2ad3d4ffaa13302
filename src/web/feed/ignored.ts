/** What a stream of the other kind would bring: never called. */
export function ignoredKind(): void {
  // A stream of calls has no events, and the other way round.
}
