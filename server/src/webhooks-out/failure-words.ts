import type { PostFailure } from './post-safely.ts'

const words: Record<PostFailure, string> = {
  not_https: 'The address is not https.',
  refused_address: 'The name leads to a private network.',
  unknown_host: 'There is no such host.',
  timeout: 'It did not answer within 10 seconds.',
  no_connection: 'No connection could be made.',
  refused: 'It answered with an error.',
}

export function failureWords(failure: string): string {
  return failure in words ? words[failure as PostFailure] : 'It did not arrive.'
}
