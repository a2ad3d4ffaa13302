/** Stretches of time by which the index counts events. */
export const slotUs = 300_000_000;

/** The stretch in which a time lies. */
export function slotOf(atUs: number): number {
  return Math.floor(atUs / slotUs);
}
