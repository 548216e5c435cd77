import { Loader, Text } from '@mantine/core';
import { Suspense, useEffect, useState } from 'react';
import { Link } from '@/components/Link';
import { Boundary } from './Boundary';
import { ConnectionBanner } from './ConnectionBanner';
import { KeyHelp } from './KeyHelp';
import { useKeys } from './keys';
import { type Page, pages } from './pages';
import { SchemeButton } from './SchemeButton';
import classes from './Shell.module.css';
import { hrefOf, usePlacePart } from './url';

/** The frame around every page: the navigation in the order of the river, and what holds for the whole tab. */
export function Shell() {
  const page = usePlacePart((place) => place.page);
  const isTv = usePlacePart((place) => place.params.get('tv') === 'true');
  const current = page === '' ? pages[0] : pages.find((one) => one.path === page);
  const [help, setHelp] = useState(false);
  useKeys({ '?': ['This list', () => setHelp((shown) => !shown)] });
  useEffect(() => {
    document.title = current ? `${current.title} · Tocsin` : 'Tocsin';
  }, [current]);

  // A screen on the wall: the page is all that there is.
  if (current?.hasTv && isTv) {
    return <Boundary key="tv"><Suspense fallback={null}><View page={current} /></Suspense><KeyHelp opened={help} close={() => setHelp(false)} /></Boundary>;
  }

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">To the content</a>
      <header className={classes.bar}>
        <Link href={hrefOf('')} className={classes.brand} aria-label="Tocsin: start">
          <Bell />
          <span>Tocsin</span>
        </Link>
        <nav className={classes.nav} aria-label="Pages">
          {pages.filter((one) => !one.isHidden).map((one) => (
            <Link
              key={one.path}
              href={hrefOf(one.path)}
              className={classes.tab ?? ''}
              underline="never"
              aria-current={one === current ? 'page' : undefined}
              onPointerEnter={() => void one.part.fetch()}
              onFocus={() => void one.part.fetch()}
            >
              <one.icon size={17} stroke={1.7} />
              <span>{one.title}</span>
            </Link>
          ))}
        </nav>
        <div className={classes.tools} id="tools">
          <SchemeButton />
        </div>
      </header>
      <ConnectionBanner />
      <main id="main" className={classes.main} tabIndex={-1}>
        <h1 className="unseen">{current?.title ?? 'Tocsin'}</h1>
        <Boundary key={current?.path ?? page}>
          <Suspense fallback={<Loader size="sm" m="xl" aria-label="Loading" />}>
            {current ? <View page={current} /> : <NotThere page={page} />}
          </Suspense>
        </Boundary>
      </main>
      <KeyHelp opened={help} close={() => setHelp(false)} />
    </div>
  );
}

// The same component as long as the page is there, whether it had to be waited for or not.
function View({ page }: { page: Page }) {
  const [Part] = useState(() => page.part.view());
  return <Part />;
}

function NotThere({ page }: { page: string }) {
  return (
    <Text p="xl">
      There is no page <code className="break">{page}</code>. <Link underline="always" href={hrefOf('')}>To the start</Link>
    </Text>
  );
}

function Bell() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden="true" fill="currentColor">
      <path d="M16 3a2.200 2.200 0 0 1 2.200 2.300c3.900 1 6.300 4.400 6.300 8.700v5.200l2.300 3.500c.5.800 0 1.800-.9 1.800H6.100c-.9 0-1.400-1-.9-1.800l2.300-3.500V14c0-4.300 2.400-7.700 6.300-8.700A2.200 2.200 0 0 1 16 3z" />
      <path d="M12.400 26h7.200a3.600 3.600 0 0 1-7.200 0z" />
    </svg>
  );
}
