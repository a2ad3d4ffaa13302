/** A turn of a question whose rows may be large: afterwards others get theirs. @returns whether it is over */
export function startTurn(): () => boolean {
  const endMs = performance.now() + turnMs;
  return () => performance.now() >= endMs;
}

/** Five hundred usual events take about half of it. */
const turnMs = 50;
