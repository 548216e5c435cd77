import { IconBook2 } from '@tabler/icons-react';
import { Markdown } from '@/components/Markdown';
import { SafeText } from '@/components/SafeText';
import { DrawerSection } from '@/components/SideDrawer';
import classes from './Annotations.module.css';
import { runbookOf } from './runbook';

/** What the alert says, and what is to be done. */
export function Annotations({ annotations }: { annotations: Readonly<Record<string, string>> }) {
  const { links, texts, others } = runbookOf(annotations);
  return (
    <>
      {others.length > 0 && (
        <DrawerSection title="Annotations">
          <dl className={classes.texts}>
            {others.map(([name, value]) => (
              <div key={name}>
                <dt className="break">{name}</dt>
                <dd><SafeText text={value} /></dd>
              </div>
            ))}
          </dl>
        </DrawerSection>
      )}
      {links.length + texts.length > 0 && (
        <DrawerSection title="Runbook">
          {links.map(([name, href]) => (
            <a key={name} className={classes.link} href={href} target="_blank" rel="noopener noreferrer nofollow">
              <IconBook2 size={15} aria-hidden="true" />
              <span className="cut">{href}</span>
            </a>
          ))}
          {texts.map(([name, text]) => <Markdown key={name} text={text} />)}
        </DrawerSection>
      )}
    </>
  );
}
