import { useMemo, useState, type ReactNode } from 'react';
import { SessionGate } from './shell/session-gate.tsx';
import { Shell } from './shell/shell.tsx';
import { readZone } from './text/remembered-zone.ts';
import { TimesContext, timesOf } from './text/times.ts';
import { useToday } from './text/use-today.ts';

/** The page, for whoever is logged in. */
export function App(): ReactNode {
  const [zone, setZone] = useState(readZone);
  const today = useToday();
  const times = useMemo(() => timesOf(zone, today), [zone, today]);
  return (
    <TimesContext value={times}>
      <SessionGate>{(session) => <Shell session={session} onZone={setZone} />}</SessionGate>
    </TimesContext>
  );
}
