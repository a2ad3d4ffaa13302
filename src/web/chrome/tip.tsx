import { cloneElement, useId, useRef, type ReactElement, type ReactNode } from 'react';
import { placeBeside } from './anchored.ts';
import classes from './tip.module.css';

/** How long a pointer rests before a tip comes: not each that passes wants to read. */
const restMs = 300;

/**
 * More about one element, shown while the pointer rests on it or it has the focus, and read with it. Esc takes it away.
 * @param children one element that can have the focus
 */
export function Tip({
  tip,
  children,
}: {
  readonly tip: ReactNode;
  readonly children: ReactElement<{ 'aria-describedby'?: string | undefined }>;
}): ReactNode {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const popup = useRef<HTMLSpanElement>(null);
  const timer = useRef<number>(undefined);
  const show = (afterMs: number): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const [element, target] = [popup.current, anchor.current?.firstElementChild];
      if (!element || !target || element.matches(':popover-open')) return;
      element.showPopover();
      placeBeside(element, target, 'start');
    }, afterMs);
  };
  const hide = (): void => {
    window.clearTimeout(timer.current);
    if (popup.current?.matches(':popover-open') === true) popup.current.hidePopover();
  };
  return (
    <span
      ref={anchor}
      className={classes.anchor}
      onPointerEnter={() => {
        show(restMs);
      }}
      onPointerLeave={hide}
      onFocus={() => {
        show(0);
      }}
      onBlur={hide}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || popup.current?.matches(':popover-open') !== true) return;
        event.stopPropagation();
        hide();
      }}
    >
      {cloneElement(children, { 'aria-describedby': id })}
      <span ref={popup} id={id} role="tooltip" popover="manual" className={classes.tip}>
        {tip}
      </span>
    </span>
  );
}
