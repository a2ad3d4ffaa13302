/** µs since 1970 of an ISO time in UTC with six places, as the API has it. */
export function microseconds(iso: string): number {
  return Date.parse(`${iso.slice(0, 23)}Z`) * 1000 + Number(iso.slice(23, 26));
}

/** A span to the millisecond, with its sign: `+1.250 s`; long ones in parts, as `+2 m 5 s`. */
export function stepText(us: number): string {
  const sign = us < 0 ? '−' : '+';
  const seconds = Math.abs(us) / 1e6;
  if (seconds < 60) return `${sign}${seconds.toFixed(3)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  return hours > 0 ? `${sign}${hours} h ${minutes} m` : `${sign}${minutes} m ${rest} s`;
}
