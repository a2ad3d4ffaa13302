import { useEffect, useState } from 'react';

const lookMs = 20_000;

/** A time of today; another one after each midnight, by the clock of whoever looks and of UTC. */
export function useToday(): Date {
  const [today, setToday] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = new Date();
      setToday((last) => (daysOf(last) === daysOf(now) ? last : now));
    }, lookMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return today;
}

function daysOf(time: Date): string {
  return `${time.toDateString()} ${time.getUTCDate()}`;
}
