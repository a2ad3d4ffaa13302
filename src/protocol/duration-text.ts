/**
 * A span of time for people: `18.2 s`, `1 m 23 s`, `2 h 5 m`, `38 ms`; below a millisecond `850 µs`. Rounded to what is shown, a part that
 * is zero left out.
 * @param us µs; a negative one gets a minus
 */
export function durationText(us: number): string {
  if (!Number.isFinite(us)) return '?';
  if (us < 0) return `-${durationText(-us)}`;
  if (us < 999.5) return us === 0 ? '0 s' : `${Math.round(us)} µs`;
  if (us < 999.5e3) return `${Math.round(us / 1e3)} ms`;
  const tenths = Math.round(us / 1e5);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return twoParts(seconds, 60, 'm', 's');
  return twoParts(Math.round(seconds / 60), 60, 'h', 'm');
}

function twoParts(count: number, size: number, large: string, small: string): string {
  const rest = count % size;
  return `${Math.floor(count / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
