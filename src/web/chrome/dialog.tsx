import { useEffect, useId, useRef, type ReactNode } from 'react';
import { CloseButton } from './button.tsx';
import classes from './dialog.module.css';

/** A dialog over the page, which waits until it is closed: by its cross, by Esc or by a click beside it. Its content is made when it opens. */
export function Dialog({
  isOpen,
  onClose,
  title,
  width = 'narrow',
  children,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** `full`: as wide as the window, up to what can be read. */
  readonly width?: 'narrow' | 'wide' | 'full';
  readonly children: ReactNode;
}): ReactNode {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isPressedBeside = useRef(false);
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && element?.open === false) element.showModal();
    if (!isOpen && element?.open === true) element.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={classes.dialog}
      data-width={width}
      onClose={onClose}
      onPointerDown={(event) => {
        isPressedBeside.current = event.target === event.currentTarget;
      }}
      onClick={(event) => {
        // Text that was marked from within to beside it is no click beside it.
        if (isPressedBeside.current && event.target === event.currentTarget) onClose();
      }}
    >
      {isOpen && (
        <div className={classes.content}>
          <div className={classes.head}>
            <h2 id={titleId}>{title}</h2>
            <CloseButton onClick={onClose} />
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
