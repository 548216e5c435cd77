import { ActionIcon, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './SideDrawer.module.css';

interface Props {
  isOpen: boolean;
  close: () => void;
  /** What it shows, for who cannot see it. */
  label: string;
  size?: number;
  children: ReactNode;
}

/** One thing beside the others, which stay in sight and in use; on a phone in front of them. */
export function SideDrawer({ isOpen, close, label, size = 620, children }: Props) {
  const isNarrow = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer.Root
      opened={isOpen}
      onClose={close}
      position="right"
      size={isNarrow ? '100%' : size}
      padding={0}
      lockScroll={isNarrow}
      trapFocus={isNarrow}
      closeOnClickOutside={false}
      transitionProps={{ duration: 100 }}
    >
      {isNarrow && <Drawer.Overlay />}
      <Drawer.Content aria-label={label}>{isOpen && <div className={classes.detail}>{children}</div>}</Drawer.Content>
    </Drawer.Root>
  );
}

/** The title, which stays at the top, and the button that closes. */
export function DrawerHead({ title, about, tools, close }: { title: string; about?: ReactNode; tools?: ReactNode; close: () => void }) {
  return (
    <div className={classes.head}>
      <div className={classes.title}>
        <h2 className="break">{title}</h2>
        {about}
      </div>
      {tools}
      <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close}><IconX size={18} /></ActionIcon>
    </div>
  );
}

export function DrawerSection({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.heading}>
        <h3>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
