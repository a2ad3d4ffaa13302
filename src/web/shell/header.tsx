import type { ReactNode } from 'react';
import { Menu, MenuChoice, MenuGroup, MenuItem, MenuLink } from '../chrome/menu.tsx';
import { forgetFeeds } from '../list/feed-cache.ts';
import { schemes, useScheme } from '../look/scheme.ts';
import { views, type Place } from '../place/place.ts';
import { linkTo, rootUrl, serverUrl } from '../place/use-place.ts';
import { PlayMenu } from '../play/play-menu.tsx';
import { addressOf } from '../server/ask.ts';
import { logOut, type Session } from '../server/session.ts';
import { tellUnauthorized } from '../server/unauthorized.ts';
import { keepZone } from '../text/remembered-zone.ts';
import { useTimes, type TimeZoneChoice } from '../text/times.ts';
import classes from './header.module.css';
import { LiveBadge } from './live-badge.tsx';

const titles = { calls: 'Calls', requests: 'Requests', findings: 'Findings', setup: 'Set-up' };

/** The bar at the top: where one is, whether it is live, and what one seldom needs. */
export function Header({
  place,
  session,
  onZone,
  onKeys,
  onHelp,
}: {
  readonly place: Place;
  readonly session: Session;
  readonly onZone: (zone: TimeZoneChoice) => void;
  readonly onKeys: () => void;
  readonly onHelp: () => void;
}): ReactNode {
  return (
    <header className={classes.bar}>
      <a
        className={classes.name}
        title={`Ringlog ${document.body.dataset.version ?? ''}`}
        {...linkTo({ view: 'calls', q: '' })}
      >
        <img src={new URL('assets/icon.svg', rootUrl).href} alt="" width="18" height="18" />
        Ringlog
      </a>
      <nav aria-label="Views" className={classes.views}>
        {views.map((view) => (
          <a
            key={view}
            aria-current={place.view === view ? 'page' : undefined}
            {...linkTo({ view, q: view === 'setup' ? '' : place.q })}
          >
            {titles[view]}
          </a>
        ))}
      </nav>
      <span className={classes.space} />
      {place.view !== 'setup' && <LiveBadge />}
      <PlayMenu />
      {place.view !== 'setup' && place.isRefused !== true && <ExportMenu q={place.q} />}
      <SettingsMenu session={session} onZone={onZone} onKeys={onKeys} onHelp={onHelp} />
    </header>
  );
}

function ExportMenu({ q }: { readonly q: string }): ReactNode {
  const of = q === '' ? 'all events' : 'the events of this filter';
  return (
    <Menu button={<Icon path="M8 2v8m0 0L5 7m3 3 3-3M3 13h10" />} label="Export" look="icon">
      <MenuGroup label={`Download ${of}`}>
        {exports.map(({ path, title }) => (
          <MenuLink key={path} href={addressOf(path, { q })} isDownload>
            {title}
          </MenuLink>
        ))}
      </MenuGroup>
    </Menu>
  );
}

const exports = [
  { path: 'api/v1/export.csv', title: 'CSV, for a spreadsheet' },
  { path: 'api/v1/export.ndjson', title: 'NDJSON, with every byte' },
  { path: 'api/v1/export.phplog', title: "The vendor's example log" },
] as const;

function SettingsMenu({
  session,
  onZone,
  onKeys,
  onHelp,
}: {
  readonly session: Session;
  readonly onZone: (zone: TimeZoneChoice) => void;
  readonly onKeys: () => void;
  readonly onHelp: () => void;
}): ReactNode {
  const { zone } = useTimes();
  const [scheme, setScheme] = useScheme();
  return (
    <Menu button={<Icon path="M3 4h10M3 8h10M3 12h10" />} label="Settings and help" look="icon">
      <MenuGroup label="Times">
        {(['local', 'utc'] as const).map((choice) => (
          <MenuChoice
            key={choice}
            isChosen={zone === choice}
            onChoose={() => {
              keepZone(choice);
              onZone(choice);
            }}
          >
            {choice === 'utc' ? 'UTC' : 'Local time'}
          </MenuChoice>
        ))}
      </MenuGroup>
      <MenuGroup label="Colours">
        {schemes.map((choice) => (
          <MenuChoice
            key={choice}
            isChosen={scheme === choice}
            onChoose={() => {
              setScheme(choice);
            }}
          >
            {schemeNames[choice]}
          </MenuChoice>
        ))}
      </MenuGroup>
      <MenuItem onChoose={onKeys}>
        Keys <kbd className={classes.key}>?</kbd>
      </MenuItem>
      <MenuItem onChoose={onHelp}>Point a PBX here, test in CI</MenuItem>
      <MenuLink href={serverUrl('docs')}>Documentation</MenuLink>
      {session.expiresAt !== undefined && (
        <MenuItem
          onChoose={() => {
            // Where that fails, looking again says so.
            const end = (): void => {
              forgetFeeds();
              tellUnauthorized();
            };
            logOut().then(end, end);
          }}
        >
          Log out
        </MenuItem>
      )}
    </Menu>
  );
}

const schemeNames = { auto: 'As the system', light: 'Light', dark: 'Dark' } as const;

function Icon({ path }: { readonly path: string }): ReactNode {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
