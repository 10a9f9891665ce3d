// What was wrong with a request, in one sentence.

/** Why a request was refused or failed, as far as the journal knows. */
export function describe(entry) {
  const { problem } = entry;
  if (!problem) return entry.fault ? `A planned fault: ${entry.fault}` : entry.verdict;
  const first = (problem.violations || [])[0];
  if (first) return `${first.pointer || 'the body'}: expected ${first.expected}, got ${first.got}`;
  return problem.message || problem.code;
}
