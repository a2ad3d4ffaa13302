import type { ComponentProps, ReactNode } from 'react';
import classes from './button.module.css';

/** A button. @param look `main`: what the place is for; `icon`: as small as its picture, which needs an `aria-label` */
export function Button({
  look = 'plain',
  className = '',
  ...props
}: ComponentProps<'button'> & { readonly look?: 'main' | 'plain' | 'icon' }): ReactNode {
  return (
    <button
      type="button"
      {...props}
      data-look={look}
      className={`${classes.button} ${className}`}
    />
  );
}

/** The cross that closes what it stands in. */
export function CloseButton(props: ComponentProps<'button'>): ReactNode {
  return (
    <Button look="icon" aria-label="Close" {...props}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
        <path d="M3 3l8 8M11 3l-8 8" fill="none" stroke="currentColor" strokeWidth="1.6" />
      </svg>
    </Button>
  );
}
