import { usePlace } from '@/app/url';
import { EditPage } from './edit/EditPage';
import { RuleOverview } from './RuleOverview';

/** The rules in force: `/rules`, and one group as text at `/rules/edit?namespace=…&group=…`. */
export default function RulesPage() {
  const { rest, params } = usePlace();
  if (rest[0] !== 'edit') return <RuleOverview />;
  const namespace = params.get('namespace') ?? '';
  const group = params.get('group') ?? '';
  return <EditPage key={JSON.stringify([namespace, group])} namespace={namespace} group={group} />;
}
