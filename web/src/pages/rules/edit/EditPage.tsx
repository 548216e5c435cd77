import { Loader } from '@mantine/core';
import { hrefOf } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { template } from './draft';
import { GroupForm } from './GroupForm';
import classes from './EditPage.module.css';
import { useKept } from './useKept';

interface Props {
  namespace: string;
  /** Empty for a new group. */
  group: string;
}

/** A rule group of the API as text: to change, to try, to bring back. */
export function EditPage({ namespace, group }: Props) {
  return group === ''
    ? <GroupForm namespace={namespace} group="" base={{ text: '', version: 0 }} begin={template} versions={[]} read={() => undefined} />
    : <Kept namespace={namespace} group={group} />;
}

function Kept({ namespace, group }: Props) {
  const { data, error, refetch } = useKept(namespace, group);
  const read = () => void refetch();
  if (data) {
    const { base, versions } = data;
    return <GroupForm namespace={namespace} group={group} base={base} begin={base.text} versions={versions} read={read} />;
  }

  if (error?.status === 404) return <NotKept namespace={namespace} group={group} />;
  if (error) return <FailureNote failure={error} title="The rule group could not be read" again={read} />;
  return <Loader size="sm" m="xl" aria-label="Loading" />;
}

function NotKept({ namespace, group }: Props) {
  return (
    <div className={classes.nothing}>
      <b className="break">The API keeps no group {group} in {namespace}.</b>
      <span className="dim break">If that is a rule file, change it there: it comes into force by itself.</span>
      <Link href={hrefOf('rules', [], { q: group })}>Look for it among all rules</Link>
    </div>
  );
}
