import { Anchor, type AnchorProps } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import { go } from '@/app/url';

interface Props extends AnchorProps {
  href: string;
  children: ReactNode;
  title?: string;
  'aria-current'?: 'page' | undefined;
  'aria-label'?: string;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}

/** A link inside the dashboard: no reload, and still a real link for a new tab or a copied address. */
export function Link({ href, children, ...more }: Props) {
  return (
    <Anchor href={href} onClick={(event: MouseEvent) => follow(event, href)} {...more}>
      {children}
    </Anchor>
  );
}

export function follow(event: MouseEvent, href: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(href);
}
