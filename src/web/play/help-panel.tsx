import { useState, type ReactNode } from 'react';
import classes from './help-panel.module.css';
import { PlayPieces } from './play-pieces.tsx';
import { PointPbx } from './point-pbx.tsx';
import { TestInCi } from './test-in-ci.tsx';

/** How events come here: from a PBX, from the simulator, in a test. */
export function HelpPanel(): ReactNode {
  const url = document.body.dataset.exampleUrl ?? '';
  const [myid, setMyid] = useState(() => myidOf(url));
  return (
    <div className={classes.frame}>
      <div className={classes.columns}>
        <PointPbx url={url} myid={myid} onMyid={setMyid} />
        <PlayPieces myid={myid} />
        <TestInCi url={url} myid={myid} />
      </div>
    </div>
  );
}

function myidOf(url: string): string {
  return URL.canParse(url) ? (new URL(url).searchParams.get('myid') ?? '') : '';
}
