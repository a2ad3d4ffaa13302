/** The same items in another order, the same for the same seed. */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = (seed + 1) * 0x9e3779b9;
  const weigh = (): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state ^ (state >>> 13)) >>> 0;
  };
  return items
    .map((item) => ({ item, weight: weigh() }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ item }) => item);
}
