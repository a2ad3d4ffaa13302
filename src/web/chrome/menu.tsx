import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { placeBeside } from './anchored.ts';
import { Button } from './button.tsx';
import classes from './menu.module.css';

/**
 * A button with a menu: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/. The browser's own popover closes it by Esc or a click beside it.
 * @param label names the button, where what it shows does not
 */
export function Menu({
  button,
  label,
  look = 'plain',
  shortcut,
  children,
}: {
  readonly button: ReactNode;
  readonly label?: string;
  readonly look?: 'plain' | 'icon';
  /** The key that presses it, for whoever looks for that. */
  readonly shortcut?: string;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const onToggle = (isNowOpen: boolean): void => {
    setOpen(isNowOpen);
    const element = popup.current;
    if (!element || !isNowOpen) return;
    if (opener.current) placeBeside(element, opener.current, 'end');
    itemsOf(element)[0]?.focus();
  };
  return (
    <>
      <Button
        ref={opener}
        look={look}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-key={shortcut}
        popoverTarget={id}
      >
        {button}
      </Button>
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label ?? (typeof button === 'string' ? button : undefined)}
        className={classes.popup}
        onToggle={(event) => {
          onToggle(event.newState === 'open');
        }}
        onKeyDown={(event) => {
          moveFocus(event, popup.current);
        }}
        onClick={(event) => {
          const item = (event.target as Element).closest('[role=menuitem]');
          if (item && !item.hasAttribute('aria-disabled')) popup.current?.hidePopover();
        }}
      >
        {children}
      </div>
    </>
  );
}

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}

function moveFocus(event: KeyboardEvent, menu: HTMLElement | null): void {
  if (!menu) return;
  if (event.key === 'Tab') {
    menu.hidePopover();
    return;
  }
  const items = itemsOf(menu);
  const at = items.findIndex((item) => item === document.activeElement);
  const to = new Map([
    ['ArrowDown', (at + 1) % items.length],
    ['ArrowUp', (at - 1 + items.length) % items.length],
    ['Home', 0],
    ['End', items.length - 1],
  ]).get(event.key);
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}

/** Something to do. */
export function MenuItem({
  isDisabled = false,
  onChoose,
  children,
}: {
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={classes.item}
      aria-disabled={isDisabled || undefined}
      onClick={() => {
        if (!isDisabled) onChoose();
      }}
    >
      {children}
    </button>
  );
}

/** Somewhere to go, or something to download. */
export function MenuLink({
  href,
  isDownload = false,
  children,
}: {
  readonly href: string;
  readonly isDownload?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <a role="menuitem" tabIndex={-1} className={classes.item} href={href} download={isDownload}>
      {children}
    </a>
  );
}

/** One of several choices; the menu stays open. */
export function MenuChoice({
  isChosen,
  onChoose,
  children,
}: {
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button
      type="button"
      role="menuitemradio"
      tabIndex={-1}
      aria-checked={isChosen}
      className={classes.item}
      onClick={onChoose}
    >
      <span className={classes.check} aria-hidden>
        {isChosen ? '✓' : ''}
      </span>
      {children}
    </button>
  );
}

/** Entries that belong together, under their name. */
export function MenuGroup({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div role="group" aria-label={label} className={classes.group}>
      <div aria-hidden className={classes.label}>
        {label}
      </div>
      {children}
    </div>
  );
}
