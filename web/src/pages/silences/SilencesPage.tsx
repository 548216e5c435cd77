import { usePlace } from '@/app/url';
import { SilenceForm } from './SilenceForm';
import { SilenceOverview } from './SilenceOverview';
import { useApi } from '@/api/hooks';
import { FailureNote } from '@/components/FailureNote';
import { Loader } from '@mantine/core';

/** What is held back by people: `/silences`, one of them at `/silences/<id>`, `/silences/new` and `/silences/<id>/edit`. */
export default function SilencesPage() {
  const { rest, params } = usePlace();
  const [id = '', action = ''] = rest;
  if (id === 'new') return <SilenceForm key={params.toString()} conditions={params.getAll('filter')} />;
  if (action === 'edit') return <Edit key={id} id={id} />;
  return <SilenceOverview opened={id} />;
}

function Edit({ id }: { id: string }) {
  const { data, error, refetch } = useApi('GET /api/v2/silence/{id}', { path: { id } });
  if (data) return <SilenceForm before={data} conditions={[]} />;
  if (error) return <FailureNote failure={error} title="The silence could not be read" again={() => void refetch()} />;
  return <Loader size="sm" m="xl" aria-label="Loading" />;
}
