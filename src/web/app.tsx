import { useMemo, useState, type ReactNode } from 'react';
import { SessionGate } from './shell/session-gate.tsx';
import { Shell } from './shell/shell.tsx';
import { readZone } from './shell/kept-choices.ts';
import { TimesContext, timesOf } from './text/times.ts';

/** The page, for whoever is logged in. */
export function App(): ReactNode {
  const [zone, setZone] = useState(readZone);
  const times = useMemo(() => timesOf(zone), [zone]);
  return (
    <TimesContext value={times}>
      <SessionGate>{(session) => <Shell session={session} onZone={setZone} />}</SessionGate>
    </TimesContext>
  );
}
