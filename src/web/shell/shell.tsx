import { useCallback, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Calls } from '../calls/calls.tsx';
import { Dialog } from '../chrome/dialog.tsx';
import { Detail } from '../detail/detail.tsx';
import type { OpenPlace } from '../detail/open-place.ts';
import { FacetList } from '../filter/facet-list.tsx';
import { FilterBar } from '../filter/filter-bar.tsx';
import { Findings } from '../findings/findings.tsx';
import { Histogram } from '../histogram/histogram.tsx';
import type { Place } from '../place/place.ts';
import { HelpPanel } from '../play/help-panel.tsx';
import { usePlace } from '../place/use-place.ts';
import { Refusals } from '../requests/refusals.tsx';
import { Requests } from '../requests/requests.tsx';
import type { Session } from '../server/session.ts';
import { SetUp } from '../setup/set-up.tsx';
import type { TimeZoneChoice } from '../text/times.ts';
import { Header } from './header.tsx';
import { KeySheet } from './key-sheet.tsx';
import { RequestKind } from './request-kind.tsx';
import classes from './shell.module.css';
import { usePageKeys } from './use-page-keys.ts';

/** The page of somebody who is logged in: what is asked above, the list at the left, what is open at the right. */
export function Shell({
  session,
  onZone,
}: {
  readonly session: Session;
  readonly onZone: (zone: TimeZoneChoice) => void;
}): ReactNode {
  const place = usePlace();
  const [dialog, setDialog] = useState<'keys' | 'help'>();
  const openSheet = useCallback(() => {
    setDialog('keys');
  }, []);
  const closeDialog = useCallback(() => {
    setDialog(undefined);
  }, []);
  usePageKeys(place, openSheet);
  const isList = place.view !== 'setup' && !(place.view === 'requests' && place.isRefused === true);
  return (
    <div className={classes.page} data-open={place.opened ? '' : undefined}>
      <Header
        place={place}
        session={session}
        onZone={onZone}
        onKeys={openSheet}
        onHelp={() => {
          setDialog('help');
        }}
      />
      {isList && (
        <div className={classes.question}>
          <FilterBar place={place} />
          <Histogram place={place} />
        </div>
      )}
      <div className={classes.columns}>
        {isList && <FacetList place={place} />}
        <main className={classes.list} aria-label={titles[place.view]}>
          <h1 className={classes.unseen}>{titles[place.view]}</h1>
          {place.view === 'requests' && <RequestKind place={place} />}
          <div className={classes.rows}>
            <View place={place} />
          </div>
        </main>
        {place.opened && <OpenedDetail place={{ ...place, opened: place.opened }} />}
      </div>
      <KeySheet isOpen={dialog === 'keys'} onClose={closeDialog} />
      <Dialog isOpen={dialog === 'help'} onClose={closeDialog} title="How to begin" width="full">
        <HelpPanel />
      </Dialog>
    </div>
  );
}

const titles = {
  calls: 'Calls',
  requests: 'Requests',
  findings: 'Findings',
  setup: 'Set-up',
} as const;

function View({ place }: { readonly place: Place }): ReactNode {
  switch (place.view) {
    case 'calls':
      return <Calls place={place} />;
    case 'requests':
      return place.isRefused === true ? <Refusals /> : <Requests place={place} />;
    case 'findings':
      return <Findings place={place} />;
    case 'setup':
      return <SetUp place={place} />;
  }
}

/** Beside the list; when it goes, the focus returns to where it was opened from. */
function OpenedDetail({ place }: { readonly place: OpenPlace }): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  // Of the layout, as it ends while the element is still in the document: after that nothing in it has the focus.
  useLayoutEffect(() => {
    const element = frame.current;
    return () => {
      const hadFocus = element?.contains(document.activeElement) === true;
      if (hadFocus) document.querySelector<HTMLElement>('main a[tabindex="0"]')?.focus();
    };
  }, []);
  return (
    <div ref={frame} className={classes.detail}>
      <Detail place={place} />
    </div>
  );
}
