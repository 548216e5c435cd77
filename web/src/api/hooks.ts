import { type UseQueryResult, keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type AnswerOf, type Arguments, type Failure, type Operation, api } from './client';

interface Options<Answer> {
  /** How often it is asked again, in milliseconds; may depend on how much the last answer was. */
  every?: number | ((answer: Answer | undefined) => number);
  /** False while there is nothing to ask. */
  enabled?: boolean;
  /** Show the answer of the arguments before until there is a new one. */
  keep?: boolean;
}

/** The answer of a GET, kept and shared by its arguments. */
export function useApi<Op extends Operation>(
  operation: Op,
  args: Arguments<Op>,
  options: Options<AnswerOf<Op>> = {},
): UseQueryResult<AnswerOf<Op>, Failure> {
  const { every = 0 } = options;
  return useQuery<AnswerOf<Op>, Failure>({
    queryKey: [operation, args],
    queryFn: ({ signal }) => api(operation, args, signal),
    refetchInterval: typeof every === 'function' ? (query) => every(query.state.data) : every || false,
    enabled: options.enabled ?? true,
    ...(options.keep ? { placeholderData: keepPreviousData as never } : {}),
  });
}

/** A request that changes something; afterwards the answers of `touches` are asked again. */
export function useSend<Op extends Operation>(operation: Op, touches: readonly Operation[] = []) {
  const client = useQueryClient();
  return useMutation<AnswerOf<Op>, Failure, Arguments<Op>>({
    mutationFn: (args) => api(operation, args),
    onSuccess: () => Promise.all(touches.map((one) => client.invalidateQueries({ queryKey: [one] }))),
  });
}
